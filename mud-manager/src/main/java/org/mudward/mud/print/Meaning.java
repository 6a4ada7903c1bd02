package org.mudward.mud.print;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.policy.Rate;

/**
 * Whether two files mean the same: equal but for the places of entries, which depend on how the
 * root is named, the order of what has to hold at once, and extensions declared in addition.
 */
final class Meaning {
  private Meaning() {}

  static boolean isSame(MudFile before, MudFile after) {
    return after.extensions().containsAll(before.extensions())
        && bare(before).equals(bare(after))
        && isSameQuarantine(before, after)
        && acls(before.fromDevice()).equals(acls(after.fromDevice()))
        && acls(before.toDevice()).equals(acls(after.toDevice()))
        && isSameRate(before.fromDevice(), after.fromDevice())
        && isSameRate(before.toDevice(), after.toDevice());
  }

  /** What was not declared was not read; formatting declares it, as its author meant. */
  private static boolean isSameQuarantine(MudFile before, MudFile after) {
    return before.quarantineAces() == null
        || before.quarantineAces().equals(after.quarantineAces());
  }

  /** The lists are the same otherwise. */
  private static boolean isSameRate(List<MudAcl> before, List<MudAcl> after) {
    return IntStream.range(0, before.size())
        .allMatch(
            i -> {
              Rate rate = before.get(i).rate();
              return rate == null || rate.equals(after.get(i).rate());
            });
  }

  private static MudFile bare(MudFile file) {
    return new MudFile(
        file.mudUrl(),
        file.lastUpdate(),
        file.signature(),
        file.cacheValidity(),
        file.supported(),
        file.info(),
        List.of(),
        null,
        List.of(),
        List.of());
  }

  private static List<Object> acls(List<MudAcl> acls) {
    return acls.stream()
        .<Object>map(
            acl ->
                List.of(acl.name(), acl.family(), acl.aces().stream().map(Meaning::ace).toList()))
        .toList();
  }

  private static List<Object> ace(MudAce ace) {
    return List.of(
        ace.name(),
        new HashSet<>(ace.peers()),
        new HashSet<>(ace.conditions()),
        ace.verdict(),
        ace.profiles());
  }
}
