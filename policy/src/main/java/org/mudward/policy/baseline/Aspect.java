package org.mudward.policy.baseline;

/** One thing about a device's traffic that can be seen to be right, or wrong. */
public enum Aspect {
  /** All that it sends is what its MUD file permits; what others send to it is not its doing. */
  DECLARED_TRAFFIC("what it sends is what its MUD file permits"),
  /** It is turned to only where its MUD file permits it. */
  DECLARED_SERVICES("services that answer are declared"),
  /** It says what it is, by a MUD URL or an entry of the site. */
  KNOWN_IDENTITY("the device says what it is"),
  /** What it sends to the Internet is encrypted. */
  ENCRYPTED_TRANSPORT("what leaves for the Internet is encrypted"),
  /** No protocol that shows passwords as they are. */
  HIDDEN_CREDENTIALS("no protocol shows passwords"),
  /** No version of SSL or TLS that is withdrawn. */
  CURRENT_PROTOCOLS("no withdrawn version of TLS"),
  /** It neither scans hosts or ports nor turns to its neighbours unasked. */
  ORDERLY_BEHAVIOUR("no scans, no turning to neighbours");

  private final String text;

  Aspect(String text) {
    this.text = text;
  }

  /** In a few words, for people. */
  @Override
  public String toString() {
    return text;
  }

  /** What was seen of it. */
  public enum Seen {
    /** It was right whenever it could be seen. */
    RIGHT,
    /** It was wrong at least once. */
    WRONG,
    /** There was nothing to see it by. */
    NOTHING
  }
}
