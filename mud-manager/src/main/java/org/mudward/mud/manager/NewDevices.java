package org.mudward.mud.manager;

/** What a device gets that shows no MUD URL and that the site does not name. */
public enum NewDevices {
  /** Baseline and defaults only. */
  QUARANTINE,
  /** It is left alone, and what is seen of it goes into the journal. */
  OBSERVE,
  /** It is left alone. */
  ALLOW
}
