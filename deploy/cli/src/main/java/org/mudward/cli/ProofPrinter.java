package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Ruling;
import org.mudward.policy.analysis.PacketExample;
import org.mudward.policy.analysis.Pairs;
import org.mudward.policy.analysis.Proof;
import org.mudward.policy.analysis.Reach;
import org.mudward.policy.analysis.SnapshotComparison;

/** Prints the answers of {@code mudward prove}, for people or as JSON. */
final class ProofPrinter {
  /** More members than these are counted, not listed. */
  private static final int LISTED = 3;

  private final PrintWriter out;
  private final boolean json;

  ProofPrinter(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void print(PolicySnapshot snapshot, CompiledForm compiled) {
    String form = compiled.name();
    Proof proof = compiled.proof();
    List<Limitation> limits =
        compiled.limitations().stream().filter(l -> !l.origin().equals(Origin.NO_MATCH)).toList();
    if (json) {
      print(asJson(compiled, limits));
      return;
    }
    if (proof.isEqualButForLimitations()) {
      out.printf(
          "%s passes the same packets as the snapshot (%d %s), except that%n",
          form, compiled.size(), compiled.unit());
      out.println("  what the back end cannot tell from damaged packets is dropped");
      if (compiled.binds()) {
        out.println("  what senders forge is dropped");
      }
      limits.forEach(limit -> out.println("  " + limit.origin() + ": " + limit.text()));
    }
    print("COUNTEREXAMPLE: " + form + " passes what the snapshot drops", snapshot, proof.wider());
    print(
        "COUNTEREXAMPLE: " + form + " drops what the snapshot passes, and no limitation says so",
        snapshot,
        proof.unexplained());
    if (proof.unexplained() == null) {
      print("for example " + form + " drops, as a limitation says", snapshot, proof.stricter());
    }
  }

  private void print(String title, PolicySnapshot snapshot, Proof.@Nullable Disagreement found) {
    if (found == null) {
      return;
    }
    out.println(title + ": " + found.packet().words());
    out.println("  the snapshot: " + decision(snapshot, found.packet()));
    out.println("  what it meets there:");
    found.path().forEach(step -> out.println("    " + step));
    out.println("  its octets: " + found.packet().frame());
  }

  private static String decision(PolicySnapshot snapshot, PacketExample packet) {
    var decision = packet.decision(snapshot);
    return decision.outcome()
        + "; sender "
        + words(decision.sender())
        + ", receiver "
        + words(decision.receiver());
  }

  private static String words(@Nullable Ruling ruling) {
    return ruling == null ? "has no policy" : ruling.toString();
  }

  private static Map<String, Object> asJson(CompiledForm compiled, List<Limitation> limits) {
    Proof proof = compiled.proof();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tight", proof.isTight());
    object.put("exact", proof.isExact());
    object.put("equal_but_for_limitations", proof.isEqualButForLimitations());
    object.put(compiled.unit(), compiled.size());
    object.put("wider", asJson(proof.wider()));
    object.put("stricter", asJson(proof.stricter()));
    object.put("unexplained", asJson(proof.unexplained()));
    object.put(
        "limitations",
        limits.stream()
            .map(limit -> Map.of("origin", limit.origin().toString(), "text", limit.text()))
            .toList());
    return object;
  }

  private static @Nullable Map<String, Object> asJson(Proof.@Nullable Disagreement found) {
    if (found == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("packet", found.packet().words());
    object.put("frame", found.packet().frame());
    object.put("path", found.path());
    return object;
  }

  void print(SnapshotComparison comparison, Path first, Path second) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("same", comparison.isSame());
      object.put("within", comparison.isWithin());
      object.put("only_first", asJson(comparison.onlyFirst()));
      object.put("only_second", asJson(comparison.onlySecond()));
      print(object);
      return;
    }
    if (comparison.isSame()) {
      out.println("Both let the same packets pass.");
    }
    print("only " + first + " lets pass", comparison.onlyFirst());
    print("only " + second + " lets pass", comparison.onlySecond());
  }

  private void print(String title, @Nullable PacketExample packet) {
    if (packet != null) {
      out.println(title + ", for example: " + packet.words());
    }
  }

  private static @Nullable Map<String, Object> asJson(@Nullable PacketExample packet) {
    return packet == null ? null : Map.of("packet", packet.words(), "frame", packet.frame());
  }

  void print(Reach reach, String service) {
    if (json) {
      print(asJson(reach));
      return;
    }
    out.printf("%d of %d devices can turn to %s%n", reach.found().size(), reach.asked(), service);
    for (Reach.Found found : reach.found()) {
      out.println("  " + found.device() + " (" + found.policy() + "): " + found.packet().words());
    }
  }

  private static Map<String, Object> asJson(Reach reach) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("asked", reach.asked());
    object.put(
        "can",
        reach.found().stream()
            .map(
                found -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("device", found.device().toString());
                  one.put("policy", found.policy());
                  one.put("packet", found.packet().words());
                  one.put("frame", found.packet().frame());
                  return one;
                })
            .toList());
    return object;
  }

  void print(Pairs pairs) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("devices", pairs.devices());
      object.put("parties", pairs.parties());
      object.put("pairs", pairs.pairs().stream().map(ProofPrinter::asJson).toList());
      print(object);
      return;
    }
    out.printf(
        "devices: %d, kinds of them that rules tell apart: %d%n", pairs.devices(), pairs.parties());
    for (Pairs.Pair pair : pairs.pairs()) {
      out.println(words(pair.from()) + " -> " + words(pair.to()));
      pair.traffic().forEach(line -> out.println("  " + line));
    }
  }

  private static String words(Pairs.Side side) {
    int members = side.members().size();
    if (members == 0) {
      return side.name();
    }
    String who =
        members > LISTED
            ? members + " devices"
            : String.join(", ", side.members().stream().map(Object::toString).toList());
    return side.name() + " [" + who + "]";
  }

  private static Map<String, Object> asJson(Pairs.Pair pair) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("from", asJson(pair.from()));
    object.put("to", asJson(pair.to()));
    object.put("traffic", pair.traffic());
    return object;
  }

  private static Map<String, Object> asJson(Pairs.Side side) {
    return Json.object(
        "name", side.name(), "devices", side.members().stream().map(Object::toString).toList());
  }

  private void print(Map<String, Object> object) {
    out.println(Json.text(object));
  }
}
