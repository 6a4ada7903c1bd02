package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small network on one machine: a gateway with an Open vSwitch bridge and dnsmasq, hosts on its
 * LAN, and an "internet" behind it with servers on documentation addresses.
 *
 * <p>Everything it made is gone after {@link #close}, in whatever state it was.
 */
public final class Network implements AutoCloseable {
  /** The gateway's address on the LAN. */
  public static final String GATEWAY = "192.168.77.1";

  /** The gateway's MAC address on the LAN. */
  public static final String GATEWAY_MAC = "02:00:00:00:77:01";

  /** The gateway's link-local address on the LAN, from which its DHCPv6 server answers. */
  public static final String GATEWAY_LINK_LOCAL = "fe80::77:1";

  /** Numbers of hosts: the last octet of their addresses. */
  public static final int FIRST_HOST = 10;

  public static final int LAST_HOST = 229;

  private static final String HOSTS = "names";

  /** Interface names have 15 characters at most; two labs of one machine must not meet. */
  private static final int PREFIX_RANGE = 0xfffff;

  private final String prefix;
  private final Path folder;
  private final Parts parts = new Parts();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, String> ports = new LinkedHashMap<>();
  private final Map<String, DhcpClient> clients = new LinkedHashMap<>();
  private final Namespace gateway;
  private final Host internet;
  private final OpenVSwitch vswitch;

  /** Builds the network; needs root. The folder goes with it when it is closed. */
  public Network(Path folder) throws IOException {
    this.folder = folder;
    prefix = uniquePrefix("mw");
    try {
      parts.keep(() -> folderOfThisLab(folder));
      gateway = addNamespace("gateway");
      gateway.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
      // The userspace datapath reads its ports without taking the frames away from the kernel. If
      // that answered ARP there, hosts would come to know the port's own address, and the kernel
      // would route them past the switch.
      gateway.run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1");
      vswitch = parts.keep(() -> new OpenVSwitch(gateway, folder.resolve("ovs")));
      vswitch.vsctl("set", "bridge", OpenVSwitch.BRIDGE, "other-config:hwaddr=" + GATEWAY_MAC);
      gateway.run("ip", "addr", "add", GATEWAY + "/24", "dev", OpenVSwitch.BRIDGE);
      gateway.run("ip", "addr", "add", "fd00:77::1/64", "dev", OpenVSwitch.BRIDGE);
      gateway.run("ip", "-6", "addr", "flush", "dev", OpenVSwitch.BRIDGE, "scope", "link");
      gateway.run(
          "ip", "addr", "add", GATEWAY_LINK_LOCAL + "/64", "dev", OpenVSwitch.BRIDGE, "nodad");
      internet = makeInternet();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static String uniquePrefix(String kind) {
    return kind + Integer.toHexString(ThreadLocalRandom.current().nextInt(PREFIX_RANGE));
  }

  static AutoCloseable folderOfThisLab(Path folder) throws IOException {
    Files.createDirectories(folder);
    return () -> remove(folder);
  }

  private Namespace addNamespace(String name) throws IOException {
    return parts.keep(() -> new Namespace(prefix + "-" + name));
  }

  private Process keepRunning(Namespace in, Path log, List<String> command) throws IOException {
    List<Process> started = new ArrayList<>();
    parts.keep(
        () -> {
          Process process = in.start(log, command.toArray(String[]::new));
          started.add(process);
          return () -> Exec.end(process);
        });
    return started.get(0);
  }

  private Host makeInternet() throws IOException {
    Namespace net = addNamespace("internet");
    gateway.wire("wan0", net, "eth0");
    gateway.run("ip", "addr", "add", "203.0.113.1/24", "dev", "wan0");
    gateway.run("ip", "addr", "add", "2001:db8:ff::1/64", "dev", "wan0");
    net.run("ip", "addr", "add", "203.0.113.2/24", "dev", "eth0");
    net.run("ip", "addr", "add", "2001:db8:ff::2/64", "dev", "eth0");
    gateway.run("ip", "route", "add", "default", "via", "203.0.113.2");
    gateway.run("ip", "route", "add", "default", "via", "2001:db8:ff::2");
    net.run("ip", "route", "add", "192.168.77.0/24", "via", "203.0.113.1");
    net.run("ip", "route", "add", "fd00:77::/64", "via", "2001:db8:ff::1");
    for (int i = 10; i < 40; i++) {
      net.run("ip", "addr", "add", "198.51.100." + i + "/32", "dev", "lo");
      net.run("ip", "addr", "add", "2001:db8:1::" + i + "/128", "dev", "lo");
    }
    return parts.keep(() -> new Host("internet", net));
  }

  /** The servers behind the gateway: 198.51.100.10 to .39, 2001:db8:1::10 to ::39. */
  public Host internet() {
    return internet;
  }

  public OpenVSwitch vswitch() {
    return vswitch;
  }

  public Path folder() {
    return folder;
  }

  /** Adds a host to the LAN; it gets its IPv4 address by DHCP, its IPv6 address here. */
  public Host addHost(String name, int number) throws IOException {
    Namespace namespace = addNamespace(name);
    String port = "p" + number + "-" + name.substring(0, Math.min(6, name.length()));
    namespace.wire("eth0", gateway, port);
    gateway.run("sysctl", "-qw", "net.ipv6.conf." + port + ".disable_ipv6=1");
    namespace.run("ip", "link", "set", "eth0", "address", mac(number));
    namespace.run("ip", "addr", "add", "fd00:77::" + number + "/64", "dev", "eth0");
    namespace.run("ip", "route", "add", "default", "via", "fd00:77::1");
    vswitch.addPort(port);
    ports.put(name, port);
    Host host = parts.keep(() -> new Host(name, namespace));
    hosts.put(name, host);
    return host;
  }

  /** The MAC address of the host with this number, which it shows in decimal. */
  public static String mac(int number) {
    return String.format("02:00:00:00:%02d:%02d", 77 + number / 100, number % 100);
  }

  /** The IPv4 address that DHCP gives the host with this number. */
  public static String ip(int number) {
    return "192.168.77." + number;
  }

  public Host host(String name) {
    Host host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no such host: " + name);
    }
    return host;
  }

  /** Whether an attempt gets through. */
  public boolean tries(Attempt attempt) throws IOException {
    Host host = attempt.host().equals(internet.name()) ? internet : host(attempt.host());
    return host.passes(attempt.command());
  }

  /** Starts dnsmasq on the gateway as server of DHCP, DHCPv6 and DNS with these names. */
  public void startDnsmasq(Map<String, List<String>> names, int leaseSeconds, List<String> more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--no-hosts",
                "--no-resolv",
                "--addn-hosts=" + folder.resolve(HOSTS),
                "--conf-file=/dev/null",
                "--user=root",
                "--interface=" + OpenVSwitch.BRIDGE,
                "--bind-interfaces",
                "--except-interface=lo",
                "--dhcp-authoritative",
                "--no-ping",
                "--local-ttl=2",
                "--dhcp-leasefile=" + folder.resolve("dnsmasq.leases"),
                "--pid-file=" + folder.resolve("dnsmasq.pid"),
                "--dhcp-range=fd00:77::1000,fd00:77::1fff,64," + leaseSeconds,
                "--dhcp-range=%s,%s,%d".formatted(ip(FIRST_HOST), ip(LAST_HOST), leaseSeconds)));
    for (int number = FIRST_HOST; number <= LAST_HOST; number++) {
      command.add("--dhcp-host=" + mac(number) + "," + ip(number));
    }
    // host-record would answer with the first address only; address lists go by several records.
    names.forEach(
        (name, addresses) ->
            addresses.forEach(address -> command.add("--host-record=" + name + "," + address)));
    command.addAll(more);
    keepRunning(gateway, folder.resolve("dnsmasq.log"), command);
  }

  /** Gives the one name that moves another address, before dnsmasq is started or afterwards. */
  public void name(String name, String address) throws IOException {
    Files.writeString(folder.resolve(HOSTS), address + " " + name + "\n");
    Path pid = folder.resolve("dnsmasq.pid");
    if (Files.exists(pid)) {
      gateway.run("kill", "-HUP", Files.readString(pid).trim());
    }
  }

  /**
   * Starts Kea on the gateway as server of DHCPv4; the product, which it tells, has to be there.
   */
  public void startKea(int leaseSeconds) throws IOException {
    Kea.start(this, leaseSeconds);
  }

  /** The same as server of DHCPv6. */
  public void startKea6(int leaseSeconds) throws IOException {
    Kea.start6(this, leaseSeconds);
  }

  /** Lets a host ask for a lease, showing a MUD URL or not. */
  public DhcpClient dhcp(String name, @Nullable String mudUrl) throws IOException {
    DhcpClient old = clients.remove(name);
    if (old != null) {
      old.close();
    }
    DhcpClient client = parts.keep(() -> new DhcpClient(host(name), folder, mudUrl));
    clients.put(name, client);
    return client;
  }

  /** Lets a host ask for an address by DHCPv6, showing a MUD URL. */
  public DhcpV6Client dhcpV6(String name, String mudUrl) throws IOException {
    return parts.keep(() -> new DhcpV6Client(host(name), folder, mudUrl));
  }

  /** Lets a host announce a MUD URL by LLDP. */
  public LldpAgent announce(String name, String mudUrl) throws IOException {
    return parts.keep(() -> new LldpAgent(host(name), folder, mudUrl));
  }

  /** Lets a host announce its name and a kind of service by multicast DNS. */
  public MdnsResponder announceByMdns(String name, String called, String service)
      throws IOException {
    return parts.keep(() -> new MdnsResponder(host(name), folder, called, service));
  }

  /** Starts what admits hosts by certificate; the product has to be there. */
  public WiredNetwork authentication() throws IOException {
    return new WiredNetwork(this);
  }

  /** Makes a part that goes with the network. */
  <T extends AutoCloseable> T keep(Parts.Maker<T> maker) throws IOException {
    return parts.keep(maker);
  }

  Namespace gateway() {
    return gateway;
  }

  /** The gateway's end of a host's wire. */
  String portOf(String name) {
    String port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException("no such host: " + name);
    }
    return port;
  }

  /** The DHCP client that runs on a host. */
  public DhcpClient client(String name) {
    DhcpClient client = clients.get(name);
    if (client == null) {
      throw new IllegalArgumentException("no DHCP client on " + name);
    }
    return client;
  }

  /** Starts a manufacturer's server in the internet. Its log says who asked for what. */
  public Path startMudServer(String address, Path files, Path store) throws IOException {
    Path log = folder.resolve("mud-server-" + address + ".log");
    keepRunning(
        internet.namespace(),
        log,
        List.of(
            Programs.java(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Programs.classPath(),
            MudServer.class.getName(),
            address,
            "443",
            files.toString(),
            store.toString()));
    if (!Pause.untilSaid(15, log, "listening")) {
      throw new IOException("the MUD server did not start: see " + log);
    }
    return log;
  }

  /** Starts a program on the gateway; it ends with the network at the latest. */
  public Process startOnGateway(Path log, List<String> command) throws IOException {
    return keepRunning(gateway, log, command);
  }

  /** Runs a program on the gateway to its end. */
  Exec.Ended attemptOnGateway(List<String> command) throws IOException {
    return gateway.attempt(command.toArray(String[]::new));
  }

  /** The name of the gateway's namespace, for people who want to look around. */
  public String gatewayName() {
    return gateway.name();
  }

  /** Records what goes over a host's interface, as {@code tcpdump} sees it, until it is closed. */
  public Capture capture(String host) throws IOException {
    Path file = Files.createTempFile(folder, "capture-" + host, ".pcap");
    Namespace namespace = host(host).namespace();
    return parts.keep(() -> new Capture(namespace, "eth0", Capture.Way.INOUT, file));
  }

  @Override
  public void close() {
    parts.close();
  }

  /** Removes a folder of the lab with all that is in it. */
  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
