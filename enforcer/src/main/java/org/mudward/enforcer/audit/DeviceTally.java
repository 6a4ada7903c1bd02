package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Rule;

/**
 * What one device did in a capture.
 *
 * @param policy what it was judged by
 * @param flows in the order of their first frames
 * @param unused the entries of its file that decided about no frame, in document order
 */
public record DeviceTally(
    MacAddress mac, DevicePolicy policy, List<Flow> flows, List<Origin> unused) {
  public DeviceTally {
    flows = List.copyOf(flows);
    unused = List.copyOf(unused);
  }

  static DeviceTally of(MacAddress mac, List<Flow> flows, PolicySnapshot snapshot) {
    Device device = snapshot.devices().get(mac);
    String id = device == null ? snapshot.unknownPolicy() : device.policy();
    DevicePolicy policy = id == null ? null : snapshot.policies().get(id);
    if (policy == null) {
      throw new IllegalStateException("frames of a device without a policy: " + mac);
    }
    return new DeviceTally(mac, policy, flows, unused(policy, flows));
  }

  private static List<Origin> unused(DevicePolicy policy, List<Flow> flows) {
    List<Origin> unused = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      Set<Origin> used = new HashSet<>();
      flows.stream()
          .filter(flow -> flow.direction() == direction)
          .forEach(flow -> used.add(flow.ruling().origin()));
      for (AccessControlList list : policy.lists(direction)) {
        list.rules().stream().map(Rule::origin).filter(o -> !used.contains(o)).forEach(unused::add);
      }
    }
    return unused;
  }

  /** How many frames it sent or was sent that a policy judged. */
  public long frames() {
    return flows.stream().mapToLong(Flow::frames).sum();
  }

  public long accepted() {
    return count(Decision.Outcome.ACCEPT);
  }

  public long dropped() {
    return count(Decision.Outcome.DROP);
  }

  private long count(Decision.Outcome outcome) {
    return flows.stream()
        .filter(flow -> flow.decision().outcome() == outcome)
        .mapToLong(Flow::frames)
        .sum();
  }

  /** The flows by peer, in the order in which peers came up. */
  public Map<String, List<Flow>> peers() {
    Map<String, List<Flow>> peers = new LinkedHashMap<>();
    flows.forEach(flow -> peers.computeIfAbsent(flow.peer(), p -> new ArrayList<>()).add(flow));
    return peers;
  }
}
