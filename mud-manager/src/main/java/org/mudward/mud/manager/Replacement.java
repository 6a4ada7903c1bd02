package org.mudward.mud.manager;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.resolve.FileDifference;
import org.mudward.policy.analysis.PolicyDifference.Change;
import org.mudward.policy.analysis.TooLargeException;

/**
 * A good file that came for a URL of which another is in use, and what it would change.
 *
 * @param difference null if the two are too entangled to be compared, which counts as permitting
 *     more
 */
record Replacement(Usable before, Usable after, @Nullable FileDifference difference) {
  /** Changes that are said in one sentence; all are shown where there is room. */
  private static final int NAMED = 2;

  static final String INCOMPARABLE =
      "it cannot be compared with the file in use: their entries overlap in too many ways";

  /** Compares; may take some time, so not on the writer if it can be helped. */
  static Replacement of(MudUrl url, Usable before, Usable after) {
    try {
      return new Replacement(
          before, after, FileDifference.between(before.file(), after.file(), url));
    } catch (TooLargeException e) {
      return new Replacement(before, after, null);
    }
  }

  /** Whether it permits anything that the file before does not, as far as that can be known. */
  boolean isWider() {
    return difference == null || difference.isWider();
  }

  /** What it newly permits, in words; one sentence each. */
  List<String> newlyPermitted() {
    return difference == null
        ? List.of(INCOMPARABLE)
        : words(difference.traffic().newlyPermitted(), difference.inQuarantine().newlyPermitted());
  }

  /** What it no longer permits, in words. */
  List<String> noLongerPermitted() {
    return difference == null
        ? List.of()
        : words(
            difference.traffic().noLongerPermitted(),
            difference.inQuarantine().noLongerPermitted());
  }

  /** What else it says otherwise. */
  List<String> besides() {
    return difference == null
        ? List.of()
        : difference.besides().entrySet().stream()
            .map(
                leaf ->
                    leaf.getKey()
                        + ": "
                        + leaf.getValue().before()
                        + " -> "
                        + leaf.getValue().after())
            .toList();
  }

  private static List<String> words(List<Change> traffic, List<Change> inQuarantine) {
    return Stream.concat(
            traffic.stream().map(Change::words),
            inQuarantine.stream().map(change -> "in quarantine " + change.words()))
        .toList();
  }

  /** In one sentence. */
  String summary() {
    if (difference == null) {
      return INCOMPARABLE;
    }
    if (difference.isSameTraffic()) {
      String more = difference.moreTraffic() ? ", and more of it" : "";
      return "it permits the same traffic as the one before" + more;
    }
    String more = first("it newly permits: ", newlyPermitted());
    String less = first("it no longer permits: ", noLongerPermitted());
    return more.isEmpty() || less.isEmpty() ? more + less : more + "; " + less;
  }

  private static String first(String title, List<String> words) {
    if (words.isEmpty()) {
      return "";
    }
    int left = words.size() - NAMED;
    String named = String.join("; ", words.subList(0, Math.min(NAMED, words.size())));
    return title + named + (left > 0 ? "; and " + left + " more" : "");
  }
}
