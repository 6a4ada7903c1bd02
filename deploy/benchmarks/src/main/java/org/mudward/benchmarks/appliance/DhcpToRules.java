package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mudward.lab.Appliance;
import org.mudward.lab.DhcpClient;
import org.mudward.lab.LampLab;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;
import org.mudward.lab.Pki;

/**
 * How long it takes from a device's first DHCP packet until the switch holds its rules: two hundred
 * devices of two hundred models, one after the other, each with a real DHCP client.
 *
 * <p>Each comes twice: first nobody has its model's file, then it is in the cache, and the rules
 * are gone from the switch. Both times are from outside the product: {@code tcpdump} on the gateway
 * sees the packet, and the switch itself reports its changes to {@code ovs-ofctl monitor}.
 */
public final class DhcpToRules {
  private static final int DEVICES = Integer.getInteger("mudward.devices", 200);
  private static final int FIRST = 20;
  private static final String SERVER = "198.51.100.30";
  private static final int LEASE_SECONDS = 3600;
  private static final long SECONDS_TO_STAND = 30;

  private static final Pattern PUBLISHED =
      Pattern.compile("event=policy\\.published .*snapshot (\\d+):");
  private static final Pattern KEPT = Pattern.compile("event=policy\\.kept revision=(\\d+) ");

  private final Network network;
  private final Path log;
  private final Trail trail;

  private DhcpToRules(Network network, Appliance appliance) throws IOException {
    this.network = network;
    log = appliance.log();
    trail = new Trail(network);
  }

  /** Measures and prints; needs root. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mudward-dhcp");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Network network = new Network(folder)) {
      Path files = Files.createDirectories(folder.resolve("mud-files"));
      serve(network, files);
      for (int device = 0; device < DEVICES; device++) {
        network.addHost(name(device), FIRST + device);
      }
      try (Appliance appliance = new Appliance(network, site(network), "allow")) {
        if (!appliance.inForce()) {
          throw new IOException(
              "the product does not come up: " + Files.readString(appliance.log()));
        }
        DhcpToRules measurement = new DhcpToRules(network, appliance);
        measurement.run();
      }
    }
    System.exit(0);
  }

  private static String name(int device) {
    return "d" + (FIRST + device);
  }

  private static String file(int device) {
    return "lamp-%03d.json".formatted(device);
  }

  private static void serve(Network network, Path files) throws IOException {
    Map<String, List<String>> names = new TreeMap<>();
    names.put("mud.lamp.example", List.of(SERVER));
    names.put("cloud.lamp.example", List.of("198.51.100.10", "2001:db8:1::10"));
    names.put("pool.lamp.example", List.of("198.51.100.11", "198.51.100.12", "198.51.100.13"));
    names.put("update.lamp.example", List.of("198.51.100.15"));
    network.startDnsmasq(names, LEASE_SECONDS, List.of());
    Pki web = new Pki("Lab web CA");
    Pki maker = new Pki("Lamp Example CA");
    web.writeAnchor(network.folder().resolve("tls-ca.pem"));
    maker.writeAnchor(network.folder().resolve("mud-ca.pem"));
    Pki.Issued signer = maker.signer("Lamp Example MUD signer");
    for (int device = 0; device < DEVICES; device++) {
      byte[] bytes = lampCalled(file(device));
      Files.write(files.resolve(file(device)), bytes);
      Files.write(files.resolve(file(device) + ".p7s"), Pki.sign(bytes, signer));
    }
    Path store = network.folder().resolve("server.p12");
    web.writeStore(store, web.server("mud.lamp.example"));
    network.startMudServer(SERVER, files, store);
  }

  /** The lamp's file of the lab, as the file of another model. */
  private static byte[] lampCalled(String name) throws IOException {
    try (InputStream lamp = LampLab.class.getResourceAsStream("lamp.json")) {
      if (lamp == null) {
        throw new IOException("the lab has no lamp.json");
      }
      String text = new String(lamp.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("lamp.json", name).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String site(Network network) {
    return """
        local-networks: [192.168.77.0/24, "fd00:77::/64"]
        gateway: {mac: "%1$s", addresses: [%2$s, "fd00:77::1"]}
        dns: [%2$s]
        ntp: [%2$s]
        trust-anchors: ["%3$s"]
        """
        .formatted(Network.GATEWAY_MAC, Network.GATEWAY, network.folder().resolve("mud-ca.pem"));
  }

  private void run() throws IOException {
    System.out.println("file fetched, checked and compiled on the way:");
    print(arrivals(1));
    for (int device = 0; device < DEVICES; device++) {
      network.client(name(device)).release();
    }
    for (int device = 0; device < DEVICES; device++) {
      awaitLine("device.departed", name(device), device, 1);
    }
    trail.settle();
    System.out.println("file in the cache:");
    print(arrivals(2));
  }

  private Trail.Arrival[] arrivals(int round) throws IOException {
    Trail.Arrival[] arrivals = new Trail.Arrival[DEVICES];
    for (int device = 0; device < DEVICES; device++) {
      trail.begin();
      String url = "https://mud.lamp.example/" + file(device);
      DhcpClient client = network.dhcp(name(device), url);
      if (!client.hasLease()) {
        throw new IOException(name(device) + " gets no lease");
      }
      awaitLine("device.enforced", name(device), device, round);
      awaitKept(name(device));
      trail.settle();
      arrivals[device] = trail.end(Network.mac(FIRST + device));
    }
    return arrivals;
  }

  private void awaitLine(String event, String who, int device, int times) throws IOException {
    String mac = " mac=" + Network.mac(FIRST + device) + " ";
    boolean seen =
        Pause.until(
            SECONDS_TO_STAND,
            () -> {
              try (var lines = Files.lines(log)) {
                return lines.filter(l -> l.contains("event=" + event) && l.contains(mac)).count()
                    >= times;
              } catch (IOException e) {
                return false;
              }
            });
    if (!seen) {
      throw new IOException("no " + event + " for " + who + ": " + Files.readString(log));
    }
  }

  /** Until what the manager says it published last is in force. */
  private void awaitKept(String who) throws IOException {
    boolean kept =
        Pause.until(SECONDS_TO_STAND, () -> last(PUBLISHED) >= 0 && last(PUBLISHED) <= last(KEPT));
    if (!kept) {
      throw new IOException("what is published for " + who + " does not come in force");
    }
  }

  /** The last revision of which the log says so; -1 if there is none. */
  private long last(Pattern said) {
    try (var lines = Files.lines(log)) {
      return lines
          .map(said::matcher)
          .filter(Matcher::find)
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .max()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  private static void print(Trail.Arrival[] arrivals) {
    System.out.println("  DISCOVER to rules in force    " + times(arrivals, Trail.Arrival::rules));
    System.out.println("  DISCOVER to last change       " + times(arrivals, Trail.Arrival::last));
    System.out.println(
        "  the server's ACK to last change "
            + times(arrivals, arrival -> arrival.last() - arrival.lease()));
    System.out.println("  DISCOVER to the server's ACK  " + times(arrivals, Trail.Arrival::lease));
  }

  private static Distribution times(
      Trail.Arrival[] arrivals, ToDoubleFunction<Trail.Arrival> time) {
    return new Distribution(Arrays.stream(arrivals).mapToDouble(time).toArray());
  }
}
