package org.mudward.mud.manager;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.Inventory;

/**
 * What is being asked for, and whom one may ask for more. Writer only.
 *
 * <p>Every server is asked for one thing. One whose last answer was good (a file that passed every
 * check, or that nothing changed) is asked for a few at once, as long as enough threads are left
 * for the first questions to others: so whoever answers well at first, and then lets everybody
 * wait, holds up nobody but himself.
 */
final class UnderWay {
  /** What one server is asked for at once that answers well. */
  static final int GOOD_SERVER_AT_ONCE = 4;

  /** Threads that all servers together may hold beyond the first question to each. */
  static final int EXTRA_AT_ONCE = 4;

  private final int threads;
  private final Set<MudUrl> urls = new HashSet<>();
  private final Map<String, Integer> questions = new HashMap<>();
  private final Set<String> good = new LinkedHashSet<>();

  /**
   * @param threads how many questions there may be
   */
  UnderWay(int threads) {
    this.threads = threads;
  }

  /** Whether this file can be asked for now; one that is being asked for already cannot. */
  boolean hasRoom(MudUrl url) {
    String authority = Fetchers.authority(url);
    int own = questions.getOrDefault(authority, 0);
    boolean more =
        own == 0
            || (own < GOOD_SERVER_AT_ONCE
                && urls.size() - questions.size() < EXTRA_AT_ONCE
                && good.contains(authority));
    return urls.size() < threads && !urls.contains(url) && more;
  }

  /** It is being asked for. */
  void asked(MudUrl url) {
    urls.add(url);
    questions.merge(Fetchers.authority(url), 1, Integer::sum);
  }

  /** What came of it is here. */
  void answered(MudUrl url, boolean well) {
    String authority = Fetchers.authority(url);
    questions.computeIfPresent(authority, (same, count) -> count > 1 ? count - 1 : null);
    urls.remove(url);
    good.remove(authority);
    if (well) {
      good.add(authority);
      if (good.size() > Inventory.MAX_FILES) {
        good.remove(good.iterator().next());
      }
    }
  }
}
