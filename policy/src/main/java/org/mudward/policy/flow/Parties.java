package org.mudward.policy.flow;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Binding;
import org.mudward.policy.Device;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * The entries that find the policy of a party by its MAC address. A party without one does not
 * object: its packets go past the rules of this side. What comes in at another port than its
 * sender's ends here.
 */
final class Parties {
  private static final int KNOWN = 3;
  private static final int ELSEWHERE = 2;
  private static final int MULTICAST = 1;
  private static final int MISS = 0;
  private static final long GROUP_BIT = 1L << 40;

  private final PolicySnapshot snapshot;
  private final Map<String, Integer> policies;
  private final FlowAction.Drop forged;

  /**
   * @param policies the numbers of the policies in use, by id
   * @param forged how what comes in elsewhere is dropped
   */
  Parties(PolicySnapshot snapshot, Map<String, Integer> policies, FlowAction.Drop forged) {
    this.forged = forged;
    this.snapshot = snapshot;
    this.policies = policies;
  }

  /** All entries of a side. */
  void all(Side side, EntryList.Way way) {
    snapshot.devices().values().forEach(device -> of(side, device, way));
    int table = side.policyTable();
    MacAddress gateway = snapshot.gateway();
    String unknown = snapshot.unknownPolicy();
    if (unknown != null) {
      if (gateway != null && !snapshot.devices().containsKey(gateway)) {
        of(side, gateway, way);
      }
      FlowMatch many = FlowMatch.of(side.party(), Masked.of(GROUP_BIT, GROUP_BIT));
      way.put(new FlowEntry(table, MULTICAST, many, judge(side, null)), null);
    }
    FlowAction others = side == Side.SENDER ? toAddresses(unknown, 0) : judge(side, unknown);
    way.put(new FlowEntry(table, MISS, FlowMatch.ANY, others), null);
  }

  /** The entries of one party: of a device, or of a gateway that is none. */
  void of(Side side, MacAddress mac, EntryList.Way way) {
    int table = side.policyTable();
    Device device = snapshot.devices().get(mac);
    if (device != null) {
      of(side, device, way);
    } else if (snapshot.unknownPolicy() != null && mac.equals(snapshot.gateway())) {
      way.put(new FlowEntry(table, KNOWN, is(side, mac), judge(side, null)), null);
    }
  }

  private void of(Side side, Device device, EntryList.Way way) {
    int table = side.policyTable();
    boolean everyone = snapshot.unknownPolicy() != null;
    FlowMatch itself = is(side, device.mac());
    String port = device.port();
    if (side == Side.SENDER && port != null) {
      way.put(new FlowEntry(table, KNOWN, itself.at(port), enter(side, device)), null);
      way.put(new FlowEntry(table, ELSEWHERE, itself, forged), Binding.SPOOF);
    } else if (device.policy() != null || everyone) {
      way.put(new FlowEntry(table, KNOWN, itself, enter(side, device)), null);
    }
  }

  private static FlowMatch is(Side side, MacAddress mac) {
    return FlowMatch.of(side.party(), Masked.exact(side.party(), mac.bits()));
  }

  /** A bound sender first has to show that its addresses are its own. */
  private FlowAction enter(Side side, Device device) {
    if (side == Side.RECEIVER || !Binding.isBound(snapshot, device)) {
      return judge(side, device.policy());
    }
    return toAddresses(device.policy(), Binding.holdsIpv4(device) ? Metadata.HOLDS_IPV4 : 0);
  }

  private FlowAction toAddresses(@Nullable String policy, long holds) {
    Integer number = policy == null ? null : policies.get(policy);
    return number == null
        ? judge(Side.SENDER, null)
        : new FlowAction.Goto(
            Pipeline.SENDER_ADDRESSES,
            Metadata.place(Metadata.POLICY, number) | holds,
            Metadata.ALL,
            false);
  }

  /** Goes to the rules with the policy and nothing else in the metadata, or past them. */
  private FlowAction judge(Side side, @Nullable String policy) {
    Integer number = policy == null ? null : policies.get(policy);
    if (number == null) {
      // Behind the receiver's tables, metadata says who the receiver is.
      long forgets = side == Side.RECEIVER ? Metadata.ALL : 0;
      return new FlowAction.Goto(side.passTable(), 0, forgets, false);
    }
    return new FlowAction.Goto(
        side.deviceClassTable(), Metadata.place(Metadata.POLICY, number), Metadata.ALL, false);
  }
}
