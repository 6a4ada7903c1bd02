package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of one capture.
 *
 * @param file as the user named it
 * @param frames that could be read
 * @param cutOff whether a record at its end was left out
 * @param damage what makes no sense in it
 * @param unreadOctets how much lies behind the damage
 * @param lost frames of an interface that were dropped unread; {@link #NOT_COUNTED} of a file, or
 *     if nobody can tell
 */
public record CaptureLoss(
    String file, long frames, boolean cutOff, List<String> damage, long unreadOctets, long lost) {
  /** How many frames were lost is not known. */
  public static final long NOT_COUNTED = -1;

  public CaptureLoss {
    damage = List.copyOf(damage);
  }

  /** What became of a file or a stream. */
  public CaptureLoss(
      String file, long frames, boolean cutOff, List<String> damage, long unreadOctets) {
    this(file, frames, cutOff, damage, unreadOctets, NOT_COUNTED);
  }

  /** As maps, lists and plain values. */
  public Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file);
    object.put("frames", frames);
    object.put("cut_off", cutOff);
    object.put("damage", damage);
    object.put("unread_octets", unreadOctets);
    if (lost != NOT_COUNTED) {
      object.put("lost_frames", lost);
    }
    return object;
  }

  /** Sentences for the user; none for a sound capture. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>();
    if (cutOff) {
      all.add(file + " ends within a record, which is left out");
    }
    damage.forEach(what -> all.add(file + " is damaged: " + what));
    if (unreadOctets > 0) {
      all.add(file + ": the last " + unreadOctets + " octets cannot be read and are not judged");
    }
    return all;
  }
}
