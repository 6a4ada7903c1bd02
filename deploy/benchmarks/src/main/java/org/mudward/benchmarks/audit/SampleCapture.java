package org.mudward.benchmarks.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/**
 * Makes a capture to measure with, and the site and MUD files to judge it by. The same numbers give
 * the same octets.
 *
 * <p>Nine tenths of the frames are of a device with a MUD file: most of connections by TLS with the
 * hosts that its file names, each after a question to the DNS, whose answers have other addresses
 * as time goes on; some of UDP, NTP, DHCP, ARP, ICMP and multicast; two in a hundred go where no
 * file permits. A quarter has full size, two fifths no data.
 */
public final class SampleCapture {
  /** Connections that a device has open at once. */
  private static final int OPEN = 6;

  /** Frames of a connection, on average. */
  private static final int LENGTH = 200;

  private static final int FULL = 1440;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int DATA = 0x18;
  private static final int ARP = 0x0806;
  private static final int DNS = 53;
  private static final int NTP = 123;
  private static final int MDNS = 5353;
  private static final IpAddress MDNS_FOUR = new IpAddress(Family.IPV4, 0, 0xE000_00FBL);
  private static final IpAddress ALL_FOUR = new IpAddress(Family.IPV4, 0, 0xFFFF_FFFFL);
  private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
  private static final int STRANGERS = 100;

  private final SampleNetwork network;
  private final FrameWriter out;
  private final long packets;
  private final Random random = new Random(1);
  private final Station gateway;
  private final Session[] sessions;

  /** A connection of a device with one of the hosts of its file. */
  private static final class Session {
    private Family family = Family.IPV4;
    private int name;
    private Station peer;
    private int ports;
    private int step;
    private int end;

    private Session(Station peer) {
      this.peer = peer;
    }
  }

  private SampleCapture(SampleNetwork network, FrameWriter out, long packets) {
    this.network = network;
    this.out = out;
    this.packets = packets;
    gateway = network.gateway();
    sessions = new Session[network.devices() * OPEN];
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = new Session(gateway);
    }
  }

  /**
   * Makes the files.
   *
   * @param args the folder, how many packets, how many devices
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    SampleNetwork network = new SampleNetwork(Integer.parseInt(args[2]));
    network.write(folder);
    try (FrameWriter out = new FrameWriter(folder.resolve("capture.pcap"))) {
      new SampleCapture(network, out, Long.parseLong(args[1])).write();
    }
  }

  private void write() throws IOException {
    while (out.frames() < packets) {
      out.pass(random.nextInt(1400));
      int device = device();
      int kind = random.nextInt(1000);
      if (kind < 100) {
        other();
      } else if (kind < 120) {
        forbidden(device);
      } else if (kind < 140) {
        small(device, kind - 120);
      } else {
        step(device, sessions[device * OPEN + random.nextInt(OPEN)]);
      }
    }
  }

  /** A third of what is sent is of a tenth of the devices, as of cameras. */
  private int device() {
    boolean busy = random.nextInt(3) == 0;
    return random.nextInt(busy ? Math.max(1, network.devices() / 10) : network.devices());
  }

  private Family family() {
    return random.nextInt(5) == 0 ? Family.IPV6 : Family.IPV4;
  }

  private byte[] data() {
    int kind = random.nextInt(100);
    int length = kind < 40 ? 0 : kind < 65 ? FULL : 50 + random.nextInt(550);
    return out.noise(length, random.nextInt());
  }

  private static int ports(int from, int to) {
    return from << 16 | to;
  }

  private static int back(int ports) {
    return ports << 16 | ports >>> 16;
  }

  private int clientPort() {
    return 32_768 + random.nextInt(28_000);
  }

  /** What a machine without a MUD file does. */
  private void other() throws IOException {
    Station machine = network.device(network.devices() + random.nextInt(3));
    Family family = family();
    Station host = gateway.towards(SampleNetwork.stranger(random.nextInt(STRANGERS), family));
    int ports = ports(50_000 + random.nextInt(20), 443);
    if (random.nextBoolean()) {
      out.tcp(machine, host, family, ports, DATA, data());
    } else {
      out.tcp(host, machine, family, back(ports), DATA, data());
    }
  }

  /** An unknown host, or a port that no file names. */
  private void forbidden(int device) throws IOException {
    Station from = network.device(device);
    Family family = family();
    if (random.nextBoolean()) {
      Station host = gateway.towards(SampleNetwork.stranger(random.nextInt(STRANGERS), family));
      out.tcp(from, host, family, ports(clientPort(), 443), SYN, data());
    } else {
      int name = network.name(device, random.nextInt(SampleNetwork.NAMES_PER_MODEL));
      Station host = gateway.towards(SampleNetwork.address(name, family, 0));
      out.tcp(from, host, family, ports(clientPort(), 8080), SYN, out.noise(0, 0));
    }
  }

  /** What keeps a network going. */
  private void small(int number, int kind) throws IOException {
    Station device = network.device(number);
    if (kind < 6) {
      Station group = new Station(new MacAddress(0x0100_5E00_00FBL), MDNS_FOUR, gateway.six());
      out.udp(device, group, Family.IPV4, ports(MDNS, MDNS), out.noise(120, kind));
    } else if (kind < 10) {
      out.frame(device, kind < 8 ? BROADCAST : gateway.mac().bits(), ARP, out.noise(28, kind));
    } else if (kind < 13) {
      out.message(device, gateway, Family.IPV6, kind < 12 ? 135 : 136);
    } else if (kind < 15) {
      out.message(device, gateway, Family.IPV4, 8);
    } else if (kind < 19) {
      out.udp(device, gateway, Family.IPV4, ports(NTP, NTP), out.noise(48, kind));
      out.udp(gateway, device, Family.IPV4, ports(NTP, NTP), out.noise(48, kind));
    } else {
      Station all = new Station(new MacAddress(BROADCAST), ALL_FOUR, gateway.six());
      String maker = SampleNetwork.host(network.name(number, 0)).replaceAll("^[^.]*\\.", "");
      byte[] request = SampleMessages.dhcp(device, "https://" + maker + "/model.json");
      out.udp(device, all, Family.IPV4, ports(68, 67), request);
    }
  }

  private void step(int number, Session session) throws IOException {
    Station device = network.device(number);
    if (session.step >= session.end) {
      begin(number, device, session);
      return;
    }
    int step = session.step++;
    if (SampleNetwork.isUdp(session.name)) {
      step = LENGTH;
    }
    switch (step) {
      case 0 -> send(device, session, SYN, out.noise(0, 0));
      case 1 -> receive(device, session, SYN | ACK, out.noise(0, 0));
      case 2 -> send(device, session, ACK, out.noise(0, 0));
      case 3 -> send(device, session, DATA, hello(session));
      case 4 -> receive(device, session, DATA, SampleMessages.serverHello(out.noise(32, number)));
      default -> {
        byte[] data = SampleMessages.encrypted(data());
        if (random.nextBoolean()) {
          send(device, session, DATA, data);
        } else {
          receive(device, session, DATA, data);
        }
      }
    }
  }

  private byte[] hello(Session session) {
    return SampleMessages.clientHello(
        SampleNetwork.host(session.name), out.noise(32, session.ports));
  }

  /** Asks for a name; what it is said then is spoken to. */
  private void begin(int number, Station device, Session session) throws IOException {
    Family family = family();
    int name = network.name(number, random.nextInt(SampleNetwork.NAMES_PER_MODEL));
    int most = SampleNetwork.ADDRESSES_PER_NAME - 1;
    int newest = 1 + (int) (out.frames() * most / packets);
    int chosen = random.nextInt(Math.min(newest, most));
    IpAddress address = SampleNetwork.address(name, family, chosen);
    List<IpAddress> answer = List.of(address, SampleNetwork.address(name, family, chosen + 1));
    String host = SampleNetwork.host(name);
    int ports = ports(clientPort(), DNS);
    out.udp(device, gateway, Family.IPV4, ports, SampleMessages.question(host, family));
    out.udp(gateway, device, Family.IPV4, back(ports), SampleMessages.answer(host, family, answer));
    session.family = family;
    session.name = name;
    session.peer = gateway.towards(address);
    session.ports = ports(clientPort(), SampleNetwork.port(name));
    session.step = 0;
    session.end = 5 + random.nextInt(2 * LENGTH);
  }

  private void send(Station device, Session session, int flags, byte[] data) throws IOException {
    if (SampleNetwork.isUdp(session.name)) {
      out.udp(device, session.peer, session.family, session.ports, data);
    } else {
      out.tcp(device, session.peer, session.family, session.ports, flags, data);
    }
  }

  private void receive(Station device, Session session, int flags, byte[] data) throws IOException {
    int ports = back(session.ports);
    if (SampleNetwork.isUdp(session.name)) {
      out.udp(session.peer, device, session.family, ports, data);
    } else {
      out.tcp(session.peer, device, session.family, ports, flags, data);
    }
  }
}
