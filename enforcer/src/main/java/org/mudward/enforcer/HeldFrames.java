package org.mudward.enforcer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.mudward.enforcer.openflow.HeldFrame;

/**
 * The frames that wait until the manager says from which revision on they do no harm, and until
 * that is in force. None waits for long, for the switch's session releases them after a while by
 * itself. For any thread.
 */
final class HeldFrames {
  /** Answers of the DNS to a whole site in the time that one may be held. */
  private static final int MAX_WAITING = 1024;

  private final Map<Long, HeldFrame> asked =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, HeldFrame> eldest) {
          boolean full = size() > MAX_WAITING;
          if (full) {
            eldest.getValue().release();
          }
          return full;
        }
      };
  private final NavigableMap<Long, List<HeldFrame>> answered = new TreeMap<>();
  private int waiting;
  private long last;
  private long inForce = Long.MIN_VALUE;

  /** Keeps a frame, and returns the number under which it is asked about. */
  synchronized long keep(HeldFrame frame) {
    asked.put(++last, frame);
    return last;
  }

  /** A frame may go when a revision is in force. */
  synchronized void allow(long id, long revision) {
    HeldFrame frame = asked.remove(id);
    if (frame == null) {
      return;
    }
    if (revision <= inForce) {
      frame.release();
    } else {
      if (waiting == MAX_WAITING) { // of revisions that do not come in force
        releaseUpTo(Long.MAX_VALUE);
      }
      answered.computeIfAbsent(revision, r -> new ArrayList<>()).add(frame);
      waiting++;
    }
  }

  /** A revision is in force. */
  synchronized void inForce(long revision) {
    inForce = revision;
    releaseUpTo(revision);
  }

  private void releaseUpTo(long revision) {
    NavigableMap<Long, List<HeldFrame>> free = answered.headMap(revision, true);
    for (List<HeldFrame> frames : free.values()) {
      frames.forEach(HeldFrame::release);
      waiting -= frames.size();
    }
    free.clear();
  }
}
