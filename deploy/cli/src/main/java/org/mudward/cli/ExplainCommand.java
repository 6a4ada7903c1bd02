package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.DropCount;
import org.mudward.policy.analysis.DropReason;
import org.mudward.policy.analysis.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward explain}: why does this packet pass, or not? */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says which entry of a MUD file allows or drops a packet, and if none does, which came nearest",
      "and what it missed. A drop has one of three reasons: connection-block, if an entry would have",
      "accepted the packet but for its direction-initiated; deny, if an entry drops it; nomatch, if no",
      "entry speaks of it.",
      "",
      "A packet is written",
      "  " + PacketText.SYNTAX,
      "where an end is \"device\", \"gateway\", an address ([fd00::1]:443 with a port), a name that the",
      "site gives an address, or the name of a device of the site."
    },
    footer = {
      "",
      "Example:",
      "  mudward explain lamp.json --site site.yaml \\",
      "      --device MAC=02:00:00:00:00:10,ip=192.168.1.10 \\",
      "      --packet 'tcp device -> api.example.com:443 syn'"
    })
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the MUD file of the device")
  private Path file = Path.of("");

  @Mixin private OfflineOptions offline = new OfflineOptions();

  @Option(
      names = "--packet",
      paramLabel = "PACKET",
      required = true,
      description = "the packet; several may be given")
  private List<String> packets = List.of();

  @Option(names = "--json", description = "print JSON, one object a packet")
  private boolean json;

  @Option(
      names = "--drop-counts",
      description = {
        "also count the drops by their reason; with --json it prints one object with",
        "\"packets\" and \"drop_counts\""
      })
  private boolean dropCounts;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    List<DeviceOption> devices = offline.devices();
    if (devices.size() != 1) {
      throw new CommandFailure(
          ExitCode.WRONG_USE,
          "exactly one --device is needed, such as MAC=02:00:00:00:00:10,ip=192.168.1.10");
    }
    DeviceOption device = devices.get(0);
    Site site = offline.site();
    PolicySnapshot snapshot = OfflineSite.snapshot(site, file, devices, offline.lenient());
    PacketText text = new PacketText(site, device.mac(), device.addresses());
    PrintWriter out = spec.commandLine().getOut();
    List<Object> objects = new ArrayList<>();
    List<Explanation> explanations = new ArrayList<>();
    for (String packet : packets) {
      Explanation explanation = Explanation.of(snapshot, Packet.of(text.frame(packet)));
      explanations.add(explanation);
      if (json) {
        objects.add(asJson(packet, explanation));
      } else {
        print(out, packet, explanation);
      }
    }
    List<DropCount> drops = dropCounts ? DropCount.of(explanations) : List.of();
    if (json) {
      out.println(Json.text(dropCounts ? withCounts(objects, drops) : objects));
    } else {
      drops.forEach(
          drop ->
              out.println(
                  "dropped (%s, %s): %d by %s"
                      .formatted(drop.direction(), drop.policy(), drop.packets(), drop.reason())));
    }
    return ExitCode.FINE;
  }

  private static Map<String, Object> withCounts(List<Object> packets, List<DropCount> drops) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("packets", packets);
    object.put("drop_counts", drops.stream().map(ExplainCommand::asJson).toList());
    return object;
  }

  private static Map<String, Object> asJson(DropCount drop) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("policy", drop.policy());
    object.put("direction", drop.direction().toString());
    putReason(object, drop.reason());
    object.put("drop_count", drop.packets());
    return object;
  }

  private static void putReason(Map<String, Object> object, DropReason reason) {
    object.put("reason", reason.kind().toString());
    if (reason.rule() != null) {
      object.put("ace_name", reason.rule().origin().toString());
    }
  }

  private static void print(PrintWriter out, String packet, Explanation explanation) {
    out.println(packet + ": " + explanation.decision().outcome());
    print(out, "sender", explanation.sender());
    print(out, "receiver", explanation.receiver());
  }

  private static void print(PrintWriter out, String who, Explanation.@Nullable Side side) {
    if (side == null) {
      out.println("  " + who + ": has no policy and does not object");
      return;
    }
    out.println(
        "  " + who + " (" + side.direction() + ", " + side.policy() + "): " + side.ruling());
    if (side.rule() != null) {
      out.println("    " + side.rule());
    }
    if (side.reason() != null) {
      out.println("    reason: " + side.reason());
    }
    for (Explanation.Miss miss : side.misses()) {
      out.println("    nearest: " + miss.inWords());
      out.println("      " + miss.rule());
    }
  }

  private static Map<String, Object> asJson(String packet, Explanation explanation) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("packet", packet);
    object.put("verdict", explanation.decision().outcome().toString());
    if (explanation.sender() != null) {
      object.put("sender", asJson(explanation.sender()));
    }
    if (explanation.receiver() != null) {
      object.put("receiver", asJson(explanation.receiver()));
    }
    return object;
  }

  private static Map<String, Object> asJson(Explanation.Side side) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("direction", side.direction().toString());
    object.put("policy", side.policy());
    object.put("verdict", side.ruling().verdict().toString());
    object.put("origin", side.ruling().origin().toString());
    if (side.rule() != null) {
      object.put("rule", side.rule().toString());
    }
    if (side.reason() != null) {
      putReason(object, side.reason());
    }
    object.put(
        "nearest",
        side.misses().stream()
            .map(
                miss ->
                    Json.object(
                        "origin", miss.rule().origin().toString(),
                        "rule", miss.rule().toString(),
                        "missed", miss.failed().stream().map(Object::toString).toList(),
                        "reasons", miss.reasons()))
            .toList());
    return object;
  }
}
