package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bridge of the kernel with one way in and one way out, and a table of nftables on it: real
 * frames go through, or leave the bridge's own interface as those of a gateway do.
 */
public final class BridgeRig implements AutoCloseable {
  private static final String BRIDGE = "bridge0";

  /** All link-local group addresses that the kernel can be told to forward: LLDP, EAPOL, others. */
  private static final String FORWARDED_GROUPS = "0xfff8";

  private static final String MARKER_RULE =
      "nft insert rule bridge mudward %%s ether saddr %s ether daddr %s ether type %s accept"
          .formatted(FramePath.MARKER_SOURCE, FramePath.MARKER_DESTINATION, FramePath.MARKER_TYPE);

  private static final Pattern DROPPED =
      Pattern.compile("counter packets ([0-9]+) bytes [0-9]+ drop");

  private final Parts parts = new Parts();
  private final Path folder;
  private final Namespace host;
  private final FramePath forwarded;
  private final FramePath sent;

  /** Builds the bridge; needs root. The folder goes with it when it is closed. */
  public BridgeRig(Path folder) throws IOException {
    this.folder = folder;
    try {
      parts.keep(() -> Network.folderOfThisLab(folder));
      host = parts.keep(() -> new Namespace(Network.uniquePrefix("mwb")));
      // Nobody but us may put frames on these wires.
      host.run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
      leaveIpToTheBridge();
      host.run("ip", "link", "add", BRIDGE, "type", "bridge", "group_fwd_mask", FORWARDED_GROUPS);
      host.run("ip", "link", "set", BRIDGE, "type", "bridge", "mcast_snooping", "0");
      host.wire("in0", "in1");
      host.wire("out0", "out1");
      for (String port : List.of("in0", "out0")) {
        host.run("ip", "link", "set", port, "master", BRIDGE);
        // Who has sent from one side would else be sought there.
        host.run("bridge", "link", "set", "dev", port, "learning", "off");
      }
      host.run("ip", "link", "set", BRIDGE, "up");
      Capture capture =
          parts.keep(() -> new Capture(host, "out1", Capture.Way.IN, folder.resolve("out.pcap")));
      forwarded = new FramePath(host, "in1", capture, folder);
      sent = new FramePath(host, BRIDGE, capture, folder);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where br_netfilter is loaded, the IP stack would drop what it does not like on the way. */
  private void leaveIpToTheBridge() throws IOException {
    for (String family : List.of("iptables", "ip6tables", "arptables")) {
      String name = "bridge-nf-call-" + family;
      if (Files.exists(Path.of("/proc/sys/net/bridge", name))) {
        host.run("sysctl", "-qw", "net.bridge." + name + "=0");
      }
    }
  }

  /**
   * Puts rules in force, as {@code nft -f} reads them.
   *
   * @param lines with a table {@code bridge mudward} and its chains {@code prerouting} and {@code
   *     output}
   * @throws IOException with what nft says, if it does not take them; what was in force remains
   */
  public void load(List<String> lines) throws IOException {
    Path file = folder.resolve("rules.nft");
    Files.write(file, lines);
    host.run("nft", "-f", file.toString());
    for (String chain : List.of("prerouting", "output")) {
      host.run(MARKER_RULE.formatted(chain).split(" ", -1));
    }
  }

  /** Sends frames through the bridge; which of them came out, by their place. */
  public BitSet forward(List<byte[]> frames) throws IOException {
    return forwarded.send(frames);
  }

  /** Sends frames as the gateway itself; which of them came out, by their place. */
  public BitSet sendFromGateway(List<byte[]> frames) throws IOException {
    return sent.send(frames);
  }

  /** How many frames rules of the table have dropped since it was put in force. */
  public long dropped() throws IOException {
    Matcher counters = DROPPED.matcher(host.run("nft", "list", "table", "bridge", "mudward"));
    long sum = 0;
    while (counters.find()) {
      sum += Long.parseLong(counters.group(1));
    }
    return sum;
  }

  @Override
  public void close() {
    parts.close();
  }
}
