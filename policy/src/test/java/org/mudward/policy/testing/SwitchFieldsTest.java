package org.mudward.policy.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.FlowField;

/** The software switch sees frames as Open vSwitch does: the real extractor is asked. */
class SwitchFieldsTest {
  private static final int SNAPSHOTS = 40;
  private static final int FRAMES = 500;
  private static final int TAGS = 2;
  private static final Path OVS_OFCTL = Path.of("/usr/bin/ovs-ofctl");
  private static final Pattern PART = Pattern.compile("([a-z_0-9]+)(?:=([^,]*))?");
  private static final List<String> FLAGS =
      List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns");
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("ip", "2048"),
          Map.entry("tcp", "2048 6"),
          Map.entry("udp", "2048 17"),
          Map.entry("sctp", "2048 132"),
          Map.entry("icmp", "2048 1"),
          Map.entry("ipv6", "34525"),
          Map.entry("tcp6", "34525 6"),
          Map.entry("udp6", "34525 17"),
          Map.entry("sctp6", "34525 132"),
          Map.entry("icmp6", "34525 58"),
          Map.entry("arp", "2054"));

  @Test
  void showsOfEveryFrameWhatOpenVswitchShows(@TempDir Path folder) throws Exception {
    assertTrue(Files.isExecutable(OVS_OFCTL), "missing: Debian package openvswitch-common");
    List<byte[]> frames = frames();
    List<String> lines = openVswitch(frames, folder);
    assertEquals(frames.size(), lines.size());
    for (int i = 0; i < frames.size(); i++) {
      String hex = HexFormat.of().formatHex(frames.get(i));
      assertEquals(expected(lines.get(i)), shown(frames.get(i)), () -> hex);
    }
  }

  private static List<byte[]> frames() {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < SNAPSHOTS; i++) {
      Generators generators = new Generators(7000 + i);
      PolicySnapshot snapshot = generators.snapshot();
      for (int j = 0; j < FRAMES; j++) {
        frames.add(generators.frame(snapshot));
      }
    }
    return frames;
  }

  private static List<String> openVswitch(List<byte[]> frames, Path folder)
      throws IOException, InterruptedException {
    ByteBuffer capture =
        ByteBuffer.allocate(24 + frames.stream().mapToInt(f -> f.length + 16).sum());
    capture.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535);
    capture.putInt(1);
    frames.forEach(f -> capture.putInt(1).putInt(0).putInt(f.length).putInt(f.length).put(f));
    Path file = Files.write(folder.resolve("frames.pcap"), capture.array());
    Path output = folder.resolve("flows.txt");
    Process process =
        new ProcessBuilder(OVS_OFCTL.toString(), "parse-pcap", file.toString())
            .redirectOutput(output.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> read(folder.resolve("errors.txt")));
    return read(output).lines().filter(line -> line.contains("dl_src=")).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Fields that are not zero, by name, from the text of Open vSwitch. */
  private static Map<String, String> expected(String line) {
    Map<String, String> parts = new TreeMap<>();
    Matcher matcher = PART.matcher(line);
    while (matcher.find()) {
      parts.put(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
    }
    Map<String, String> fields = new TreeMap<>();
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      if (parts.getOrDefault(kind.getKey(), "none").isEmpty()) {
        String[] numbers = kind.getValue().split(" ", -1);
        fields.put("type", numbers[0]);
        if (numbers.length > 1) {
          fields.put("protocol", numbers[1]);
        }
      }
    }
    put(fields, "type", parts.get("dl_type"));
    put(fields, "protocol", parts.get("nw_proto"));
    fields.put("from", parts.getOrDefault("dl_src", ""));
    fields.put("to", parts.getOrDefault("dl_dst", ""));
    put(fields, "source", parts.get("nw_src"));
    put(fields, "destination", parts.get("nw_dst"));
    put(fields, "source", parts.get("ipv6_src"));
    put(fields, "destination", parts.get("ipv6_dst"));
    put(fields, "label", parts.get("ipv6_label"));
    put(fields, "tos", parts.get("nw_tos"));
    put(fields, "ecn", parts.get("nw_ecn"));
    put(fields, "ttl", parts.get("nw_ttl"));
    fields.put("fragment", parts.getOrDefault("nw_frag", "no"));
    if (List.of("6", "17").contains(fields.getOrDefault("protocol", ""))) {
      put(fields, "sport", parts.get("tp_src"));
      put(fields, "dport", parts.get("tp_dst"));
    }
    put(fields, "icmptype", parts.get("icmp_type"));
    put(fields, "icmpcode", parts.get("icmp_code"));
    String flags = parts.get("tcp_flags");
    put(fields, "flags", flags == null ? null : Integer.toString(flags(flags)));
    return fields;
  }

  private static int flags(String text) {
    int flags = 0;
    for (String name : text.split("\\|", -1)) {
      if (FLAGS.contains(name)) {
        flags |= 1 << FLAGS.indexOf(name);
      } else if (name.startsWith("[")) {
        flags |= Integer.parseInt(name.substring(1, name.length() - 1), 16);
      } else {
        flags |= Integer.decode(name);
      }
    }
    return flags;
  }

  private static void put(Map<String, String> fields, String name, @Nullable String text) {
    if (text == null) {
      return;
    }
    String value = text.matches("0x[0-9a-f]+|[0-9]+") ? Long.decode(text).toString() : text;
    if (!value.equals("0") && !value.equals("0.0.0.0") && !value.equals("::")) {
      fields.put(name, value);
    }
  }

  private static Map<String, String> shown(byte[] frame) {
    SwitchFields of = SwitchFields.of(frame, TAGS);
    Map<String, String> fields = new TreeMap<>();
    fields.put("from", new MacAddress(of.low(FlowField.ETHERNET_SOURCE)).toString());
    fields.put("to", new MacAddress(of.low(FlowField.ETHERNET_DESTINATION)).toString());
    put(fields, "type", number(of, FlowField.ETHERTYPE));
    put(fields, "protocol", number(of, FlowField.IP_PROTOCOL));
    for (Family family : Family.values()) {
      put(fields, "source", address(of, family, End.SOURCE));
      put(fields, "destination", address(of, family, End.DESTINATION));
    }
    put(fields, "label", number(of, FlowField.IPV6_FLOW_LABEL));
    put(fields, "tos", Long.toString(of.low(FlowField.IP_DSCP) << 2));
    put(fields, "ecn", number(of, FlowField.IP_ECN));
    put(fields, "ttl", number(of, FlowField.IP_TTL));
    int fragment = (int) of.low(FlowField.IP_FRAGMENT);
    assertTrue(fragment != 2, "a later fragment is a fragment");
    fields.put("fragment", fragment == 0 ? "no" : fragment == 1 ? "first" : "later");
    put(fields, "sport", number(of, FlowField.TCP_SOURCE));
    put(fields, "dport", number(of, FlowField.TCP_DESTINATION));
    put(fields, "sport", number(of, FlowField.UDP_SOURCE));
    put(fields, "dport", number(of, FlowField.UDP_DESTINATION));
    put(fields, "flags", number(of, FlowField.TCP_FLAGS));
    put(fields, "icmptype", number(of, FlowField.ICMPV4_TYPE));
    put(fields, "icmpcode", number(of, FlowField.ICMPV4_CODE));
    put(fields, "icmptype", number(of, FlowField.ICMPV6_TYPE));
    put(fields, "icmpcode", number(of, FlowField.ICMPV6_CODE));
    return fields;
  }

  private static String number(SwitchFields fields, FlowField field) {
    return Long.toString(fields.low(field));
  }

  private static String address(SwitchFields fields, Family family, End end) {
    FlowField field =
        family == Family.IPV4
            ? end == End.SOURCE ? FlowField.IPV4_SOURCE : FlowField.IPV4_DESTINATION
            : end == End.SOURCE ? FlowField.IPV6_SOURCE : FlowField.IPV6_DESTINATION;
    return new IpAddress(family, fields.high(field), fields.low(field)).toString();
  }
}
