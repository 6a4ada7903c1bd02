package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Direction;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.analysis.DropReason;

/** Services of devices that answer whom they need not, and connections from the wrong side. */
final class ServiceFindings {
  private ServiceFindings() {}

  /** Services that accepted a connection of a host that is not local, or not in the MUD file. */
  static void exposed(DeviceTally device, Locality local, PeerNames names, List<Finding> findings) {
    Map<String, List<Flow>> byService = new LinkedHashMap<>();
    for (Flow flow : device.flows()) {
      boolean answers = flow.direction() == Direction.FROM_DEVICE && flow.isAnswer();
      if (answers && (local.isOfInternet(flow.address()) || !isNamed(flow))) {
        byService.computeIfAbsent(Words.service(flow), s -> new ArrayList<>()).add(flow);
      }
    }
    byService.forEach(
        (service, flows) -> {
          Set<String> hosts = new LinkedHashSet<>();
          flows.forEach(flow -> hosts.add(Words.peer(flow, names) + why(flow, local)));
          String text = "its " + service + " answers " + Words.few(hosts);
          findings.add(Finding.of(FindingKind.EXPOSED_SERVICE, device.mac(), text, flows));
        });
  }

  private static boolean isNamed(Flow flow) {
    return flow.ruling().verdict() == Verdict.ACCEPT;
  }

  private static String why(Flow flow, Locality local) {
    String afar = local.isOfInternet(flow.address()) ? "not local" : "";
    String unnamed = isNamed(flow) ? "" : "not in its MUD file";
    return " (" + afar + (afar.isEmpty() || unnamed.isEmpty() ? "" : ", ") + unnamed + ")";
  }

  /** Connections that the file permits if the other side opens them. */
  static void unexpected(List<Drop> drops, PeerNames names, List<Finding> findings) {
    Map<MacAddress, List<Drop>> byDevice = new LinkedHashMap<>();
    for (Drop drop : drops) {
      DropReason reason = drop.reason();
      if (reason != null && reason.kind() == DropReason.Kind.CONNECTION_BLOCK) {
        byDevice.computeIfAbsent(drop.flow().device(), d -> new ArrayList<>()).add(drop);
      }
    }
    byDevice.forEach(
        (mac, own) -> {
          Set<String> opened = new LinkedHashSet<>();
          own.forEach(drop -> opened.add(opened(drop, names)));
          findings.add(
              Finding.of(
                  FindingKind.UNEXPECTED_INITIATOR,
                  mac,
                  "connections from the wrong side: " + Words.few(opened),
                  own.stream().map(Drop::flow).toList()));
        });
  }

  private static String opened(Drop drop, PeerNames names) {
    Flow flow = drop.flow();
    boolean sent = flow.direction() == Direction.FROM_DEVICE;
    Rule rule = drop.reason() == null ? null : drop.reason().rule();
    String other = sent ? "the other side" : "the device";
    return (sent ? "it opens " : Words.peer(flow, names) + " opens ")
        + Words.service(flow)
        + (sent ? " of " + Words.peer(flow, names) : " of the device")
        + (rule == null ? "" : " (" + rule.origin() + " has " + other + " open it)");
  }
}
