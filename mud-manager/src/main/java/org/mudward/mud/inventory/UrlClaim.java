package org.mudward.mud.inventory;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;

/**
 * A MUD URL that a device shows in place of the one that it is judged by.
 *
 * @param source by which way
 * @param proof what the certificate says that came with it; null if none did
 * @param reason why it is not followed, or not yet
 */
public record UrlClaim(MudUrl url, Source source, @Nullable Proof proof, Reason reason) {
  /** Why a URL is not followed. */
  public enum Reason {
    /**
     * It is beside the old one; its file is on its way, and the old rules stay until it is here.
     */
    ON_TRIAL("trial"),
    /** It is of another authority (RFC 8520 section 16). */
    AUTHORITY("authority"),
    /** Two ways that have to agree differ (RFC 8520 section 10.1). */
    WAYS("ways"),
    /** It is not beside the old one (draft-ietf-iotops-mud-acceptable-urls). */
    PATH("path"),
    /** Its file is not signed as the old one was. */
    SIGNER("signer"),
    /** The device showed it before the one that it has now. */
    ROLLBACK("rollback"),
    /** The certificate that it came with is another thing's. */
    THING("thing"),
    /** The device changes its URL too often. */
    RESTLESS("restless");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Whether the device waits for a person because of it. */
  public boolean holds() {
    return reason != Reason.ON_TRIAL;
  }

  /** The same for another reason. */
  public UrlClaim because(Reason other) {
    return new UrlClaim(url, source, proof, other);
  }
}
