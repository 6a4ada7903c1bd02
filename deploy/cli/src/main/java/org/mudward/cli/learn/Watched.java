package org.mudward.cli.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.mud.draft.Draft;
import org.mudward.mud.draft.LeftOut;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.observe.Fate;

/**
 * A device that was watched for a while.
 *
 * @param tally what it did, by the file that it was judged by
 * @param fate what became of its flows
 * @param draft what that file would have to permit in addition
 * @param captures what became of the captures
 * @param notices what the user should know of them
 * @param site the network, as given or as guessed
 */
public record Watched(
    DeviceTally tally,
    Function<Flow, Fate> fate,
    Draft draft,
    List<CaptureLoss> captures,
    List<String> notices,
    Site site) {
  public Watched {
    captures = List.copyOf(captures);
    notices = List.copyOf(notices);
  }

  /** The same with one more thing that the user should know. */
  public Watched with(String notice) {
    List<String> all = new ArrayList<>(notices);
    all.add(notice);
    return new Watched(tally, fate, draft, captures, all, site);
  }

  /** How many frames it sent or was sent. */
  public long frames() {
    return tally.frames();
  }

  /** How many of them its own policy accepts. */
  public long accepted() {
    return tally.flows().stream()
        .filter(flow -> fate.apply(flow) == Fate.ACCEPTED)
        .mapToLong(Flow::frames)
        .sum();
  }

  /** How many frames were left out with a reason. */
  public long leftOut() {
    return draft.leftOut().stream().mapToLong(LeftOut::frames).sum();
  }

  /** The part of its frames that is accepted; all, if there were none. */
  public double coverage() {
    return frames() == 0 ? 1 : (double) accepted() / frames();
  }
}
