package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.policy.Direction;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;

/**
 * Something about a device that its flows show beyond doubt, each alone being but a dropped packet
 * or an allowed one.
 *
 * @param kind what it is
 * @param mac the device
 * @param text for people
 * @param frames that show it
 * @param firstFrame the first of them
 * @param flow one that shows it; null if none can be named
 * @param parts what the text is made of, for programs; empty where that is nothing but the text
 */
record Finding(
    FindingKind kind,
    MacAddress mac,
    String text,
    long frames,
    long firstFrame,
    @Nullable Flow flow,
    Map<String, Object> parts) {
  /** Nobody needs so many ports of one host, or so many hosts on one port, that are all refused. */
  static final int MIN_SCAN = 20;

  /** Services that carry passwords in clear in their plain form, and have no other on this port. */
  private static final Map<Integer, String> CLEARTEXT =
      Map.of(21, "FTP", 23, "Telnet", 513, "rlogin", 514, "rsh");

  /**
   * What the flows of a device show.
   *
   * @param local the site's local networks
   */
  static void of(DeviceTally device, List<Prefix> local, List<Finding> findings) {
    scans(device, findings);
    lateral(device, local, findings);
    cleartext(device, findings);
  }

  /** What some flows show; there has to be one. */
  static Finding of(FindingKind kind, MacAddress mac, String text, List<Flow> flows) {
    Flow first = Collections.min(flows, Comparator.comparingLong(Flow::firstFrame));
    long frames = flows.stream().mapToLong(Flow::frames).sum();
    return new Finding(kind, mac, text, frames, first.firstFrame(), first, Map.of());
  }

  private static boolean isRefused(Flow flow) {
    return flow.ruling().verdict() != Verdict.ACCEPT && Words.hasPorts(flow);
  }

  /** Many ports of one end, asked for by the other; and one port of many hosts. */
  private static void scans(DeviceTally device, List<Finding> findings) {
    Map<String, List<Flow>> byHost = new LinkedHashMap<>();
    Map<String, List<Flow>> byPort = new LinkedHashMap<>();
    for (Flow flow : device.flows()) {
      if (isRefused(flow)) {
        boolean sent = flow.direction() == Direction.FROM_DEVICE;
        boolean asks = sent == Words.servedBy(flow).equals("peer");
        if (asks) {
          String way = sent ? "it asks " + flow.peer() : flow.peer() + " asks it";
          byHost.computeIfAbsent(way, w -> new ArrayList<>()).add(flow);
        }
        if (asks && sent) {
          byPort.computeIfAbsent(Words.service(flow), s -> new ArrayList<>()).add(flow);
        }
      }
    }
    byHost.forEach(
        (way, flows) -> {
          long ports = flows.stream().map(Words::service).distinct().count();
          if (ports >= MIN_SCAN) {
            findings.add(
                of(FindingKind.PORT_SCAN, device.mac(), way + " for " + ports + " ports", flows));
          }
        });
    byPort.forEach(
        (service, flows) -> {
          long hosts = flows.stream().map(Flow::peer).distinct().count();
          if (hosts >= MIN_SCAN) {
            findings.add(
                of(
                    FindingKind.HOST_SCAN,
                    device.mac(),
                    "it asks " + hosts + " hosts for " + service,
                    flows));
          }
        });
  }

  /** What it asks of hosts next to it without being allowed to. */
  private static void lateral(DeviceTally device, List<Prefix> local, List<Finding> findings) {
    Map<String, Long> asked = asked(device);
    List<Flow> flows =
        device.flows().stream()
            .filter(flow -> flow.direction() == Direction.FROM_DEVICE && isRefused(flow))
            .filter(flow -> Words.servedBy(flow).equals("peer") && isIn(local, flow))
            .filter(
                flow ->
                    asked.getOrDefault(peerAndProtocol(flow), Long.MAX_VALUE) > flow.firstFrame())
            .toList();
    if (!flows.isEmpty()) {
      Set<String> turned = new LinkedHashSet<>();
      flows.forEach(flow -> turned.add(flow.peer() + " " + Words.service(flow)));
      String text = "it turns to local hosts unasked: " + Words.few(turned);
      findings.add(of(FindingKind.LATERAL, device.mac(), text, flows));
    }
  }

  /** When each peer first sent something to a device, by protocol: the number of the frame. */
  private static Map<String, Long> asked(DeviceTally device) {
    Map<String, Long> asked = new HashMap<>();
    for (Flow flow : device.flows()) {
      if (flow.direction() == Direction.TO_DEVICE) {
        asked.merge(peerAndProtocol(flow), flow.firstFrame(), Math::min);
      }
    }
    return asked;
  }

  private static String peerAndProtocol(Flow flow) {
    return flow.protocol() + " " + flow.peer();
  }

  private static boolean isIn(List<Prefix> networks, Flow flow) {
    IpAddress address = flow.address();
    return address != null && networks.stream().anyMatch(network -> network.contains(address));
  }

  /** A connection in clear that carries passwords: it was accepted, or had data both ways. */
  private static void cleartext(DeviceTally device, List<Finding> findings) {
    Map<String, List<Flow>> sessions = new LinkedHashMap<>();
    for (Flow flow : device.flows()) {
      if (flow.isIp() && flow.protocol() == Protocol.TCP && CLEARTEXT.containsKey(flow.service())) {
        String session =
            CLEARTEXT.get(flow.service())
                + " with "
                + flow.peer()
                + ", served by the "
                + Words.servedBy(flow);
        sessions.computeIfAbsent(session, s -> new ArrayList<>()).add(flow);
      }
    }
    sessions.forEach(
        (session, flows) -> {
          if (isConversation(flows)) {
            findings.add(of(FindingKind.CLEARTEXT_CREDENTIALS, device.mac(), session, flows));
          }
        });
  }

  /** A port that is refused answers too; nobody says a password to it. */
  private static boolean isConversation(List<Flow> flows) {
    boolean accepted = flows.stream().anyMatch(Flow::isAnswer);
    return flows.stream()
            .filter(flow -> accepted || flow.content() != null)
            .map(Flow::direction)
            .distinct()
            .count()
        > 1;
  }

  Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", kind.toString());
    object.put("mac", mac.toString());
    object.put("text", text);
    object.put("frames", frames);
    object.put("first_frame", firstFrame);
    object.putAll(parts);
    return object;
  }
}
