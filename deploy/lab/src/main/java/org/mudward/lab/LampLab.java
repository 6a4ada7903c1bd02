package org.mudward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The network of the demonstration: a lamp and a sensor of one maker, a plug whose maker's server
 * has a bad certificate, a device whose file was tampered with, and a laptop nobody has a file for.
 *
 * <p>The makers publish more than these devices need: {@link Device} lists what a test may add.
 */
public final class LampLab implements AutoCloseable {
  /** The number of the lamp; MAC and IP addresses follow from it. */
  public static final int LAMP = Device.LAMP.number();

  public static final int SENSOR = Device.SENSOR.number();
  public static final int LAPTOP = 50;
  public static final String LAMP_URL = Device.LAMP.url();

  /** Who signs the makers' files: the common name. */
  public static final String SIGNER = "Lamp Example MUD signer";

  /** The class that the hub's file knows the laptop by. */
  private static final String CONTROLLER_CLASS = "https://lab.example/controller";

  private static final String CHEAP_SERVER = "198.51.100.31";
  private static final String STALE_SERVER = "198.51.100.32";

  /** A name that may get another address at any time. */
  public static final String MOVING_NAME = "update.lamp.example";

  private static final String MOVING_NAMES_ADDRESS = "198.51.100.15";

  private static final Map<String, List<String>> NAMES =
      new TreeMap<>(
          Map.of(
              "cloud.lamp.example", List.of("198.51.100.10", "2001:db8:1::10"),
              "pool.lamp.example", List.of("198.51.100.11", "198.51.100.12", "198.51.100.13"),
              "mud.lamp.example", List.of("198.51.100.30"),
              "mud.hub.example", List.of("198.51.100.30"),
              "mud.cheap.example", List.of(CHEAP_SERVER),
              "mud.stale.example", List.of(STALE_SERVER)));

  /** A device with a MUD URL, and what is wrong with its file, if anything. */
  public enum Device {
    /** Its file has everything. */
    LAMP("mud.lamp.example", 10),
    /** Of the same maker. */
    SENSOR("mud.lamp.example", 11),
    /** Its file was changed after it was signed. */
    TAMPERED("mud.lamp.example", 12),
    /** The server's certificate is for another name. */
    PLUG("mud.cheap.example", 13),
    /** The server's certificate has run out. */
    STALE("mud.stale.example", 14),
    /** Signed with a certificate that had run out. */
    EXPIRED("mud.lamp.example", 15),
    /** Signed by somebody whom the site does not know. */
    STRANGER("mud.lamp.example", 16),
    /** Its signature is not to be had. */
    UNSIGNED("mud.lamp.example", 17),
    /** Speaks with every kind of class of RFC 8520, on its own side of the network. */
    HUB("mud.hub.example", 18);

    private final String host;
    private final int number;

    Device(String host, int number) {
      this.host = host;
      this.number = number;
    }

    /** The name of its host in the lab. */
    public String hostName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public int number() {
      return number;
    }

    public String mac() {
      return Network.mac(number);
    }

    public String ip() {
      return Network.ip(number);
    }

    String file() {
      return hostName() + ".json";
    }

    /** Its MUD URL. */
    public String url() {
      return "https://" + host + "/" + file();
    }
  }

  private final Network network;
  private final Path files;
  private final Pki web = new Pki("Lab web CA");
  private final Pki maker = new Pki("Lamp Example CA");
  private final Path mudLog;

  /** Builds the network with its servers; no product yet. The folder goes with it. */
  public LampLab(Path folder, int leaseSeconds) throws IOException {
    network = new Network(folder);
    try {
      files = folder.resolve("mud-files");
      Files.createDirectories(files);
      publish();
      network.name(MOVING_NAME, MOVING_NAMES_ADDRESS);
      network.startDnsmasq(NAMES, leaseSeconds, List.of());
      mudLog = servers(folder);
      hosts();
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void publish() throws IOException {
    Pki.Issued signer = maker.signer(SIGNER);
    for (Device device : Device.values()) {
      publish(device, bytes(device), signer);
    }
    publish(Device.EXPIRED, bytes(Device.EXPIRED), maker.expiredSigner("Lamp Example of old"));
    publish(
        Device.STRANGER, bytes(Device.STRANGER), new Pki("A stranger's CA").signer("A stranger"));
    MudServer.tell(files, Device.UNSIGNED.file() + ".p7s", MudServer.Trouble.MISSING);
    byte[] tampered = bytes(Device.TAMPERED);
    tampered[tampered.length - 1] = ' ';
    Files.write(files.resolve(Device.TAMPERED.file()), tampered);
  }

  /** The file of a device; those without one of their own have the plug's, in their name. */
  private static byte[] bytes(Device device) throws IOException {
    try (InputStream own = LampLab.class.getResourceAsStream(device.file());
        InputStream plug = LampLab.class.getResourceAsStream(Device.PLUG.file())) {
      if (own != null) {
        return own.readAllBytes();
      }
      if (plug == null) {
        throw new IOException("no such resource: " + Device.PLUG.file());
      }
      return new String(plug.readAllBytes(), StandardCharsets.UTF_8)
          .replace(Device.PLUG.url(), device.url())
          .replace(Device.PLUG.file(), device.file())
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private void publish(Device device, byte[] bytes, Pki.Issued by) throws IOException {
    Files.write(files.resolve(device.file()), bytes);
    Files.write(files.resolve(device.file() + ".p7s"), Pki.sign(bytes, by));
  }

  private Path servers(Path folder) throws IOException {
    web.writeAnchor(folder.resolve("tls-ca.pem"));
    maker.writeAnchor(folder.resolve("mud-ca.pem"));
    startServer(CHEAP_SERVER, web.server("somewhere.else.example"));
    Path log = startServer("198.51.100.30", web.server("mud.lamp.example", "mud.hub.example"));
    Host internet = network.internet();
    for (String address :
        List.of("198.51.100.10", "198.51.100.20", "2001:db8:1::10", "2001:db8:1::20")) {
      internet.ask("listen-tcp " + address + " 443");
      internet.ask("listen-tcp " + address + " 80");
      internet.ask("listen-udp " + address + " 7000");
    }
    for (int i = 11; i <= 13; i++) {
      internet.ask("listen-tcp 198.51.100." + i + " 8883");
    }
    return log;
  }

  private Path startServer(String address, Pki.Issued certificate) throws IOException {
    Path store = network.folder().resolve(address + ".p12");
    web.writeStore(store, certificate);
    return network.startMudServer(address, files, store);
  }

  /** Starts the server of {@link Device#STALE}. */
  public void startStaleServer() throws IOException {
    startServer(STALE_SERVER, web.expiredServer("mud.stale.example"));
  }

  private void hosts() throws IOException {
    Host lamp = addDevice(Device.LAMP);
    Host sensor = addDevice(Device.SENSOR);
    addDevice(Device.TAMPERED);
    addDevice(Device.PLUG);
    Host laptop = network.addHost("laptop", LAPTOP);
    for (Host host : List.of(lamp, laptop)) {
      host.ask("listen-tcp 0.0.0.0 22");
      host.ask("listen-tcp :: 2222");
      host.ask("listen-tcp 0.0.0.0 8080");
    }
    lamp.ask("listen-udp 0.0.0.0 5540");
    sensor.ask("listen-udp 0.0.0.0 5540");
    sensor.ask("listen-udp 0.0.0.0 9999");
  }

  /** Wires a device to the LAN; it does not ask for an address yet. */
  public Host addDevice(Device device) throws IOException {
    return network.addHost(device.hostName(), device.number());
  }

  /** Lets a device ask for a lease by a real DHCP client, with its MUD URL in option 161. */
  public DhcpClient connect(Device device) throws IOException {
    return network.dhcp(device.hostName(), device.url());
  }

  public Network network() {
    return network;
  }

  /** How often the makers' servers were asked for a file. */
  public long asked(String file) throws IOException {
    return Files.readString(mudLog).lines().filter(("GET " + file + " asked for")::equals).count();
  }

  /** The site section of the configuration; the file alone serves {@code --site} as well. */
  public String site() {
    return """
        local-networks: [192.168.77.0/24, "fd00:77::/64"]
        gateway: {mac: "%1$s", addresses: [%2$s, "fd00:77::1"], port: %11$s/%11$s}
        dns: [%2$s]
        ntp: [%2$s]
        dhcp: [%2$s, "%10$s"]
        controllers:
          "%3$s": [%4$s]
        my-controllers:
          "%5$s": [%4$s]
          "%6$s": [%4$s]
        trust-anchors: ["%7$s"]
        devices:
          - {mac: "%8$s", name: laptop, addresses: [%4$s, "fd00:77::%9$d"]}
        """
        .formatted(
            Network.GATEWAY_MAC,
            Network.GATEWAY,
            CONTROLLER_CLASS,
            Network.ip(LAPTOP),
            LAMP_URL,
            Device.HUB.url(),
            network.folder().resolve("mud-ca.pem"),
            Network.mac(LAPTOP),
            LAPTOP,
            Network.GATEWAY_LINK_LOCAL,
            OpenVSwitch.BRIDGE);
  }

  /** The same with the names fixed, for commands that work without a network. */
  public Path siteFile() throws IOException {
    StringBuilder text = new StringBuilder(site());
    text.append(
        "  - {mac: \"%s\", name: sensor, addresses: [%s], mud-file: mud-files/sensor.json}\n"
            .formatted(Device.SENSOR.mac(), Device.SENSOR.ip()));
    text.append("names:\n");
    NAMES.forEach(
        (name, addresses) ->
            text.append("  %s: [\"%s\"]\n".formatted(name, String.join("\", \"", addresses))));
    text.append("  %s: [%s]\n".formatted(MOVING_NAME, MOVING_NAMES_ADDRESS));
    text.append("  other.example: [198.51.100.20]\n");
    Path file = network.folder().resolve("site.yaml");
    Files.writeString(file, text);
    return file;
  }

  /** The file of a device, as it is served. */
  public Path file(Device device) {
    return files.resolve(device.file());
  }

  @Override
  public void close() {
    network.close();
  }
}
