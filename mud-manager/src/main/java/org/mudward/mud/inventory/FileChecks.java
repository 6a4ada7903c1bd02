package org.mudward.mud.inventory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking for a MUD file, and when to ask again.
 *
 * @param retrieved when its server last answered with it, or said that it has not changed; null if
 *     never
 * @param validity for how long after that not to ask again (RFC 8520 section 3.5)
 * @param etag the server's tag for what it sent last; null if it gave none
 * @param failures how often in a row asking came to nothing
 * @param failure why the last time came to nothing; empty if it did not
 * @param retry when to ask again after a failure; null if the last time was none
 * @param alarmed whether the operator was told that the file is long overdue
 */
public record FileChecks(
    @Nullable Instant retrieved,
    Duration validity,
    @Nullable String etag,
    int failures,
    String failure,
    @Nullable Instant retry,
    boolean alarmed) {
  /** Nobody asked yet. */
  public static final FileChecks NONE =
      new FileChecks(null, Duration.ZERO, null, 0, "", null, false);

  /** When the file may be asked for again; the beginning of time if it never was. */
  public Instant due() {
    if (retry != null) {
      return retry;
    }
    return retrieved == null ? Instant.EPOCH : retrieved.plus(validity);
  }

  /** The server answered with a file, or that it has not changed. */
  public FileChecks answered(Instant now, Duration newValidity, @Nullable String newEtag) {
    return new FileChecks(now, newValidity, newEtag, 0, "", null, false);
  }

  /** Nothing usable came. */
  public FileChecks failed(String why, Instant nextTry) {
    return new FileChecks(retrieved, validity, etag, failures + 1, why, nextTry, alarmed);
  }

  /** Something came that cannot be used; the tag spares both sides sending it again. */
  public FileChecks unusable(Instant nextTry, @Nullable String newEtag) {
    return new FileChecks(retrieved, validity, newEtag, failures + 1, "", nextTry, alarmed);
  }

  /** The next question is due now, and nothing counts as here. */
  public FileChecks askAnew(Instant now) {
    return new FileChecks(retrieved, validity, null, 0, failure, now, alarmed);
  }

  /** The operator was told. */
  public FileChecks withAlarm() {
    return new FileChecks(retrieved, validity, etag, failures, failure, retry, true);
  }
}
