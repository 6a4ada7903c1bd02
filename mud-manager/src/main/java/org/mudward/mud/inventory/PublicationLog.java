package org.mudward.mud.inventory;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkCodec;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.LinkMessage;
import org.mudward.policy.link.SnapshotDelta;

/**
 * The last published snapshot in the form in which it is kept: one whole, and the changes after it.
 *
 * <p>So a change costs what changed and not the size of the site; a gateway's flash lives longer,
 * and names change their addresses all day. Used by the writer only.
 */
final class PublicationLog {
  /** After so many changes a whole is written, so that reading them all stays quick. */
  private static final int MAX_CHANGES = 256;

  private @Nullable PolicySnapshot last;
  private long revision;
  private int changes;
  private long wholeSize;
  private long changesSize;

  /** Reads what is kept; what this version cannot read is left, but its revision counts. */
  PublicationLog(List<Publication> kept, long revision) {
    this.revision = revision;
    try {
      for (Publication publication : kept) {
        last = next(last, publication);
        count(publication);
      }
    } catch (LinkFormatException | IllegalArgumentException e) {
      last = null;
    }
  }

  private static PolicySnapshot next(@Nullable PolicySnapshot last, Publication publication)
      throws LinkFormatException {
    LinkMessage message = LinkCodec.decode(publication.bytes());
    if (message instanceof LinkMessage.Snapshot whole) {
      return whole.snapshot();
    }
    if (message instanceof LinkMessage.Delta delta && last != null) {
      return delta.delta().applyTo(last);
    }
    throw new LinkFormatException("neither a snapshot nor a change to one");
  }

  private void count(Publication publication) {
    if (publication.whole()) {
      changes = 0;
      changesSize = 0;
      wholeSize = publication.bytes().length;
    } else {
      changes++;
      changesSize += publication.bytes().length;
    }
  }

  Optional<PolicySnapshot> last() {
    return Optional.ofNullable(last);
  }

  /** The highest revision ever published; 0 if none was. */
  long revision() {
    return revision;
  }

  /**
   * Takes a newer snapshot and says what has to be written.
   *
   * @throws IllegalArgumentException if its revision is not higher than all before
   */
  Publication add(PolicySnapshot snapshot) {
    if (snapshot.revision() <= revision) {
      throw new IllegalArgumentException(
          "revision " + snapshot.revision() + " after revision " + revision);
    }
    Publication publication = publication(snapshot);
    count(publication);
    last = snapshot;
    revision = snapshot.revision();
    return publication;
  }

  private Publication publication(PolicySnapshot snapshot) {
    PolicySnapshot before = last;
    if (before != null && changes < MAX_CHANGES && changesSize < wholeSize) {
      Optional<SnapshotDelta> delta = SnapshotDelta.between(before, snapshot);
      if (delta.isPresent()) {
        byte[] bytes = LinkCodec.encode(new LinkMessage.Delta(delta.get()));
        return new Publication(snapshot.revision(), false, bytes);
      }
    }
    byte[] bytes = LinkCodec.encode(new LinkMessage.Snapshot(snapshot));
    return new Publication(snapshot.revision(), true, bytes);
  }
}
