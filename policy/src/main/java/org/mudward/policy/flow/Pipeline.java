package org.mudward.policy.flow;

import static org.mudward.policy.flow.FlowField.ETHERNET_DESTINATION;
import static org.mudward.policy.flow.FlowField.ETHERNET_SOURCE;
import static org.mudward.policy.flow.FlowField.ETHERTYPE;
import static org.mudward.policy.flow.FlowField.IPV4_DESTINATION;
import static org.mudward.policy.flow.FlowField.IPV4_SOURCE;
import static org.mudward.policy.flow.FlowField.IPV6_DESTINATION;
import static org.mudward.policy.flow.FlowField.IPV6_SOURCE;
import static org.mudward.policy.flow.FlowField.IP_PROTOCOL;
import static org.mudward.policy.flow.FlowField.METADATA;
import static org.mudward.policy.flow.FlowField.UDP_DESTINATION;
import static org.mudward.policy.flow.FlowField.UDP_SOURCE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.Direction;
import org.mudward.policy.DropStage;
import org.mudward.policy.Family;

/**
 * The tables that a packet goes through, as data: what each may look at, where it may send a
 * packet, and which bits it may write.
 *
 * <p>The sender's policy is judged in tables 1 to 7, the receiver's in 8 to 13. In each half the
 * first table finds the policy, two find the classes of the peer, one holds the rules, and the last
 * two count packets of lists with a rate. Tables 1 and 2 drop what a sender forges; table 1 alone
 * may ask for the port where a packet came in. Every entry is checked against this before it leaves
 * the compiler.
 */
public final class Pipeline {
  static final int ADMISSION = 0;
  static final int SENDER_POLICY = 1;
  static final int SENDER_ADDRESSES = 2;
  static final int RECEIVER_POLICY = 8;
  static final int FORWARD = 14;

  private static final Set<FlowField> RULE_FIELDS =
      Collections.unmodifiableSet(EnumSet.allOf(FlowField.class));

  /**
   * What one table is allowed.
   *
   * @param number its place; packets only ever go to greater ones
   * @param name for people
   * @param matches the fields that its entries may look at
   * @param next the tables that its entries may send a packet to
   * @param writes the bits of metadata that its entries may write
   * @param drops whether a packet may end here
   * @param meters whether its entries send packets through meters
   */
  public record Table(
      int number,
      String name,
      Set<FlowField> matches,
      Set<Integer> next,
      long writes,
      boolean drops,
      boolean meters) {}

  /** All tables, by number. */
  public static final List<Table> TABLES =
      List.of(
          table(
              ADMISSION,
              "admission",
              EnumSet.of(
                  ETHERTYPE,
                  IP_PROTOCOL,
                  FlowField.IP_FRAGMENT,
                  UDP_SOURCE,
                  UDP_DESTINATION,
                  FlowField.ICMPV6_TYPE),
              1),
          policy(
              SENDER_POLICY,
              "sender policy",
              ETHERNET_SOURCE,
              Set.of(SENDER_ADDRESSES, SENDER_ADDRESSES + 1, RECEIVER_POLICY)),
          senderAddresses(),
          deviceClass(3, "destination device", ETHERNET_DESTINATION, Side.SENDER),
          addressClass(4, "destination address", IPV4_DESTINATION, IPV6_DESTINATION),
          rules(5, "from-device rules"),
          rates(6, "from-device packets", ETHERNET_SOURCE),
          rates(7, "from-device bits", ETHERNET_SOURCE),
          policy(
              RECEIVER_POLICY,
              "receiver policy",
              ETHERNET_DESTINATION,
              Set.of(RECEIVER_POLICY + 1, FORWARD)),
          deviceClass(9, "source device", ETHERNET_SOURCE, Side.RECEIVER),
          addressClass(10, "source address", IPV4_SOURCE, IPV6_SOURCE),
          rules(11, "to-device rules"),
          rates(12, "to-device packets", ETHERNET_DESTINATION),
          rates(13, "to-device bits", ETHERNET_DESTINATION),
          new Table(
              FORWARD,
              "forward",
              EnumSet.of(
                  METADATA,
                  FlowField.CT_STATE,
                  ETHERTYPE,
                  IP_PROTOCOL,
                  FlowField.TCP_FLAGS,
                  UDP_SOURCE),
              Set.of(),
              0,
              false,
              false));

  private Pipeline() {}

  private static Table table(int number, String name, Set<FlowField> matches, int next) {
    return new Table(number, name, matches, Set.of(next), 0, false, false);
  }

  private static Table policy(int number, String name, FlowField party, Set<Integer> next) {
    boolean drops = number == SENDER_POLICY;
    return new Table(number, name, Set.of(party), next, Metadata.ALL, drops, false);
  }

  private static Table senderAddresses() {
    return new Table(
        SENDER_ADDRESSES,
        "sender's addresses",
        EnumSet.of(
            METADATA,
            ETHERNET_SOURCE,
            ETHERTYPE,
            FlowField.ARP_OPERATION,
            FlowField.ARP_SENDER,
            IPV4_SOURCE,
            IPV6_SOURCE,
            IP_PROTOCOL,
            UDP_SOURCE,
            UDP_DESTINATION,
            FlowField.ICMPV6_TYPE,
            FlowField.ICMPV6_CODE,
            FlowField.ND_TARGET),
        Set.of(SENDER_ADDRESSES + 1),
        Metadata.ADDRESS_CLASS,
        true,
        false);
  }

  private static Table deviceClass(int number, String name, FlowField peer, Side side) {
    Set<FlowField> matches = EnumSet.of(peer, ETHERTYPE);
    for (Family family : Family.values()) {
      matches.add(FlowFields.address(side.direction().peer(), family));
    }
    return new Table(
        number, name, matches, Set.of(number + 1), Metadata.DEVICE_CLASS, false, false);
  }

  private static Table addressClass(int number, String name, FlowField four, FlowField six) {
    return new Table(
        number,
        name,
        EnumSet.of(ETHERTYPE, four, six),
        Set.of(number + 1),
        Metadata.ADDRESS_CLASS,
        false,
        false);
  }

  private static Table rules(int number, String name) {
    return new Table(
        number,
        name,
        RULE_FIELDS,
        Set.of(number + 1, number + 3),
        Metadata.ADDRESS_CLASS,
        true,
        false);
  }

  private static Table rates(int number, String name, FlowField party) {
    return new Table(number, name, Set.of(party, METADATA), Set.of(number + 1), 0, false, true);
  }

  /**
   * Checks that an entry keeps to what its table is allowed.
   *
   * @throws IllegalStateException saying what it does not keep to; always a fault of the compiler
   */
  static void check(FlowEntry entry) {
    if (entry.table() >= TABLES.size()) {
      throw broken(entry, "is in no table");
    }
    Table table = TABLES.get(entry.table());
    if (!entry.match().port().isEmpty() && table.number() != SENDER_POLICY) {
      throw broken(entry, "asks for the port");
    }
    entry.match().visit(Pipeline::checkField, entry);
    checkAction(table, entry);
  }

  private static void checkField(FlowField field, Masked value, FlowEntry entry) {
    if (!TABLES.get(entry.table()).matches().contains(field)) {
      throw broken(entry, "looks at " + field);
    }
    if (value.maskHigh() == 0 && value.maskLow() == 0) {
      throw broken(entry, "compares no bit of " + field);
    }
    Prerequisites.check(entry, field, value);
  }

  private static void checkAction(Table table, FlowEntry entry) {
    if (entry.action() instanceof FlowAction.Goto go) {
      if (!table.next().contains(go.table())) {
        throw broken(entry, "goes to table " + go.table());
      }
      if ((go.metadataMask() & ~table.writes()) != 0 || (go.metadata() & ~go.metadataMask()) != 0) {
        throw broken(entry, "writes bits that are not its own");
      }
      if (go.copyToController() && table.number() != ADMISSION) {
        throw broken(entry, "copies to the controller");
      }
    } else if (entry.action() instanceof FlowAction.CopySome some) {
      if (table.number() != ADMISSION || !table.next().contains(some.table())) {
        throw broken(entry, "copies to the controller, or goes to table " + some.table());
      }
    } else if (entry.action() instanceof FlowAction.Track track) {
      if (table.number() != ADMISSION || !table.next().contains(track.table())) {
        throw broken(entry, "looks up connections, or goes to table " + track.table());
      }
    } else if (entry.action() instanceof FlowAction.Metered metered) {
      if (!table.meters() || !table.next().contains(metered.table())) {
        throw broken(entry, "meters, or goes to table " + metered.table());
      }
    } else if (entry.action() instanceof FlowAction.Drop && !table.drops()) {
      throw broken(entry, "drops");
    } else if (table.number() != FORWARD
        && (entry.action() instanceof FlowAction.Forward
            || entry.action() instanceof FlowAction.Commit
            || entry.action() instanceof FlowAction.Hold)) {
      throw broken(entry, "forwards");
    }
  }

  /** Whether what comes to the controller from this table was held, and not copied. */
  public static boolean holds(int table) {
    return table == FORWARD;
  }

  /** Which check drops packets in this table; empty if none end there. */
  public static Optional<DropStage> dropStage(int table) {
    if (table == SENDER_POLICY || table == SENDER_ADDRESSES) {
      return Optional.of(DropStage.SPOOF);
    }
    return holdsRules(table) ? Optional.of(DropStage.of(direction(table))) : Optional.empty();
  }

  /** The direction that a table judges; only for those in which packets may end. */
  public static Direction direction(int table) {
    return table < RECEIVER_POLICY ? Direction.FROM_DEVICE : Direction.TO_DEVICE;
  }

  /** Whether a table holds the rules of policies, whose packets are counted for each rule. */
  public static boolean holdsRules(int table) {
    return table == Side.SENDER.rulesTable() || table == Side.RECEIVER.rulesTable();
  }

  static IllegalStateException broken(FlowEntry entry, String what) {
    return new IllegalStateException("an entry breaks the pipeline: it " + what + ": " + entry);
  }
}
