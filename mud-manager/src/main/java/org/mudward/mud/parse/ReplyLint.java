package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;

/**
 * Finds TCP entries without a way back. Rules have no memory: a reply passes only if an entry of
 * the other policy accepts it (RFC 8520 section 4.8).
 */
final class ReplyLint {
  private final MudFile file;
  private final Report report;

  ReplyLint(MudFile file, Report report) {
    this.file = file;
    this.report = report;
  }

  void run() {
    List<Side> from = sides(file.fromDevice());
    List<Side> to = sides(file.toDevice());
    if (from.isEmpty() != to.isEmpty()) {
      report.warning(
          "DF-07",
          "/ietf-mud:mud",
          "RFC 8520 3.3",
          String.format(
              "Only %s-policy accepts anything; %s-policy should have the entries for the way back.",
              to.isEmpty() ? Direction.FROM_DEVICE : Direction.TO_DEVICE,
              to.isEmpty() ? Direction.TO_DEVICE : Direction.FROM_DEVICE));
    } else {
      find(from, to);
      find(to, from);
    }
  }

  /** An entry that accepts, with its family and its peers as they compare. */
  private record Side(Family family, Set<Peer> peers, MudAce ace) {}

  private static List<Side> sides(List<MudAcl> lists) {
    List<Side> sides = new ArrayList<>();
    for (MudAcl list : lists) {
      for (MudAce ace : list.aces()) {
        if (ace.verdict() == Verdict.ACCEPT) {
          sides.add(new Side(list.family(), peers(ace), ace));
        }
      }
    }
    return sides;
  }

  private static Set<Peer> peers(MudAce ace) {
    Set<Peer> peers = new HashSet<>();
    for (Peer peer : ace.peers()) {
      peers.add(
          peer instanceof Peer.DnsName name
              ? new Peer.DnsName(name.name().toLowerCase(Locale.ROOT))
              : peer);
    }
    return peers;
  }

  private void find(List<Side> sides, List<Side> others) {
    for (Side side : sides) {
      boolean tcp =
          side.ace.conditions().contains(Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP));
      if (tcp && others.stream().noneMatch(other -> answers(other, side))) {
        report.warning(
            "DF-01",
            side.ace.pointer(),
            "RFC 8520 5",
            "The entry accepts TCP one way only; the other policy should accept the way back.");
      }
    }
  }

  /** Whether some packet that the one accepts can be the answer to one that the other accepts. */
  private static boolean answers(Side reply, Side side) {
    if (reply.family != side.family || !side.peers.containsAll(reply.peers)) {
      return false;
    }
    for (Condition there : reply.ace.conditions()) {
      for (Condition here : side.ace.conditions()) {
        if (contradict(there, here)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean contradict(Condition reply, Condition ace) {
    if (reply instanceof Condition.FieldIs there && ace instanceof Condition.FieldIs here) {
      return there.field() == Field.PROTOCOL
          && here.field() == Field.PROTOCOL
          && there.value() != here.value();
    }
    if (reply instanceof Condition.PortIn there && ace instanceof Condition.PortIn here) {
      return there.end() == here.end().opposite() && !intersect(there.ports(), here.ports());
    }
    if (reply instanceof Condition.AddressIn there && ace instanceof Condition.AddressIn here) {
      return there.end() == here.end().opposite() && !intersect(there.prefix(), here.prefix());
    }
    return false;
  }

  private static boolean intersect(PortSet one, PortSet other) {
    for (PortRange range : one.ranges()) {
      for (PortRange second : other.ranges()) {
        if (range.low() <= second.high() && second.low() <= range.high()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean intersect(Prefix one, Prefix other) {
    return one.contains(other) || other.contains(one);
  }
}
