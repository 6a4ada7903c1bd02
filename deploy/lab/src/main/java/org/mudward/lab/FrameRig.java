package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** An Open vSwitch with two ways in and one way out, for real frames. */
public final class FrameRig implements AutoCloseable {
  /** Untagged Ethernet over a wire that takes 1500 octets; a tag comes on top. */
  public static final int LONGEST = 1514;

  /** An Ethernet header; shorter ones do not get onto a wire. */
  public static final int SHORTEST = 14;

  private static final String IN = "in0";
  private static final String SIDE = "side0";
  private static final String OUT = "out0";

  /** Where frames come in, and another port, as a snapshot names them. */
  public static final List<String> PORTS =
      List.of(OpenVSwitch.BRIDGE + "/" + IN, OpenVSwitch.BRIDGE + "/" + SIDE);

  private static final String MARKER_FLOW =
      "table=0,priority=65535,dl_src=%s,dl_dst=%s,dl_type=%s,actions=output:%s"
          .formatted(
              FramePath.MARKER_SOURCE, FramePath.MARKER_DESTINATION, FramePath.MARKER_TYPE, OUT);

  private final Parts parts = new Parts();
  private final Namespace host;
  private final OpenVSwitch vswitch;
  private final FramePath path;
  private final Path folder;
  private final Set<String> known = new HashSet<>();

  /** Builds the switch; needs root. The folder goes with it when it is closed. */
  public FrameRig(Path folder) throws IOException {
    this.folder = folder;
    try {
      parts.keep(() -> Network.folderOfThisLab(folder));
      host = parts.keep(() -> new Namespace(Network.uniquePrefix("mwf")));
      // Nobody but us may put frames on these wires.
      host.run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
      host.wire(IN, "in1");
      host.wire(SIDE, "side1");
      host.wire(OUT, "out1");
      vswitch = parts.keep(() -> new OpenVSwitch(host, folder.resolve("ovs")));
      // LLDP and EAPOL go to addresses that a bridge keeps for itself, if it is not told.
      vswitch.vsctl("set", "bridge", OpenVSwitch.BRIDGE, "other-config:forward-bpdu=true");
      vswitch.addPort(IN);
      vswitch.addPort(SIDE);
      vswitch.addPort(OUT);
      Capture capture =
          parts.keep(() -> new Capture(host, "out1", Capture.Way.IN, folder.resolve("out.pcap")));
      path = new FramePath(host, "in1", capture, folder);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  public OpenVSwitch vswitch() {
    return vswitch;
  }

  Namespace host() {
    return host;
  }

  /**
   * Sends frames, in this order; which of them came out, by their place.
   *
   * @param frames all different, each of {@link #SHORTEST} to {@link #LONGEST} octets
   * @throws IOException if one could not be put on the wire
   */
  public BitSet send(List<byte[]> frames) throws IOException {
    knowAddresses(frames);
    // The enforcer takes away what is not its own, so this is put there each time.
    vswitch.ofctl("add-flow", MARKER_FLOW);
    vswitch.forget();
    return path.send(frames);
  }

  /**
   * Puts frames in at the way in, again and again.
   *
   * @param aside whether by the other way in, where a flood is not in the way
   */
  public Replay replay(List<byte[]> frames, int perSecond, boolean aside) throws IOException {
    knowAddresses(frames);
    String device = aside ? "side1" : "in1";
    return parts.keep(() -> new Replay(host, device, folder, frames, perSecond));
  }

  /**
   * Watches what comes out.
   *
   * @param filter which frames, in the words of pcap-filter
   */
  public Capture watch(String filter) throws IOException {
    Path file = Files.createTempFile(folder, "watch", ".pcap");
    return parts.keep(() -> new Capture(host, "out1", Capture.Way.IN, file, filter));
  }

  /** A bridge takes a tag off that names no VLAN; the frame is the same. */
  public static byte[] withoutPriorityTag(byte[] frame) {
    boolean tagged =
        frame.length >= 18
            && frame[12] == (byte) 0x81
            && frame[13] == 0
            && (frame[14] & 0x0f) == 0
            && frame[15] == 0;
    if (!tagged) {
      return frame;
    }
    byte[] plain = new byte[frame.length - 4];
    System.arraycopy(frame, 0, plain, 0, 12);
    System.arraycopy(frame, 16, plain, 12, frame.length - 16);
    return plain;
  }

  /**
   * Lets everybody live at the way out. A bridge that learns would see the receivers of frames that
   * have also sent some at the way in, and not send them back there.
   */
  private void knowAddresses(List<byte[]> frames) throws IOException {
    for (byte[] frame : frames) {
      String vlan = Integer.toString(vlan(frame));
      for (int at : new int[] {0, 6}) {
        boolean multicast = (frame[at] & 1) != 0;
        String mac = HexFormat.ofDelimiter(":").formatHex(frame, at, at + 6);
        if (!multicast && known.add(vlan + " " + mac)) {
          vswitch.appctl("fdb/add", OpenVSwitch.BRIDGE, OUT, vlan, mac);
        }
      }
    }
  }

  private static int vlan(byte[] frame) {
    if (frame.length < 18) {
      return 0;
    }
    int type = ((frame[12] & 0xff) << 8) | (frame[13] & 0xff);
    boolean tagged = type == 0x8100 || type == 0x88a8;
    return tagged ? ((frame[14] & 0x0f) << 8) | (frame[15] & 0xff) : 0;
  }

  /** What the switch would do with a frame, by its own account, table by table. */
  public String trace(byte[] frame) throws IOException {
    return vswitch.appctl(
        "ofproto/trace", OpenVSwitch.BRIDGE, "in_port=" + IN, HexFormat.of().formatHex(frame));
  }

  @Override
  public void close() {
    parts.close();
  }
}
