package org.mudward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The network of the demonstration: a lamp and a sensor of one maker, a plug whose maker's server
 * has a bad certificate, a device whose file was tampered with, and a laptop nobody has a file for.
 */
public final class LampLab implements AutoCloseable {
  public static final int LAMP = 10;
  public static final int SENSOR = 11;
  public static final int TAMPERED = 12;
  public static final int PLUG = 13;
  public static final int LAPTOP = 50;

  public static final String LAMP_URL = "https://mud.lamp.example/lamp.json";
  public static final String SENSOR_URL = "https://mud.lamp.example/sensor.json";
  public static final String TAMPERED_URL = "https://mud.lamp.example/tampered.json";
  public static final String PLUG_URL = "https://mud.cheap.example/plug.json";

  private static final Map<String, List<String>> NAMES =
      Map.of(
          "cloud.lamp.example", List.of("198.51.100.10", "2001:db8:1::10"),
          "pool.lamp.example", List.of("198.51.100.11", "198.51.100.12", "198.51.100.13"),
          "update.lamp.example", List.of("198.51.100.15"),
          "mud.lamp.example", List.of("198.51.100.30"),
          "mud.cheap.example", List.of("198.51.100.31"));

  private final Network network;
  private final Path files;
  private final Pki maker = new Pki("Lamp Example CA");
  private final Pki.Issued signer = maker.signer("Lamp Example MUD signer");
  private final Path mudLog;

  /** Builds the network with its servers; no product yet. */
  public LampLab(Path folder, int leaseSeconds) throws IOException {
    Files.createDirectories(folder);
    network = new Network(folder);
    try {
      files = folder.resolve("mud-files");
      Files.createDirectories(files);
      for (String name : List.of("lamp.json", "sensor.json", "tampered.json", "plug.json")) {
        publish(name, resource(name), signer);
      }
      byte[] tampered = Files.readAllBytes(files.resolve("tampered.json"));
      tampered[tampered.length - 1] = ' ';
      Files.write(files.resolve("tampered.json"), tampered);
      network.startDnsmasq(NAMES, leaseSeconds, List.of());
      mudLog = servers(folder);
      hosts();
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = LampLab.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no such resource: " + name);
      }
      return in.readAllBytes();
    }
  }

  private Path servers(Path folder) throws IOException {
    Pki web = new Pki("Lab web CA");
    web.writeAnchor(folder.resolve("tls-ca.pem"));
    maker.writeAnchor(folder.resolve("mud-ca.pem"));
    web.writeStore(folder.resolve("good.p12"), web.server("mud.lamp.example"));
    // For another name than the server's: no client that checks may accept it.
    web.writeStore(folder.resolve("bad.p12"), web.server("somewhere.else.example"));
    network.startMudServer("198.51.100.31", files, folder.resolve("bad.p12"));
    Path log = network.startMudServer("198.51.100.30", files, folder.resolve("good.p12"));
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

  private void hosts() throws IOException {
    Host lamp = network.addHost("lamp", LAMP);
    Host sensor = network.addHost("sensor", SENSOR);
    network.addHost("tampered", TAMPERED);
    network.addHost("plug", PLUG);
    Host laptop = network.addHost("laptop", LAPTOP);
    for (Host host : List.of(lamp, laptop)) {
      host.ask("listen-tcp 0.0.0.0 22");
      host.ask("listen-tcp :: 2222");
      host.ask("listen-tcp 0.0.0.0 8080");
    }
    sensor.ask("listen-udp 0.0.0.0 5540");
    sensor.ask("listen-udp 0.0.0.0 9999");
  }

  /** Puts a file with its signature on the maker's server. */
  public void publish(String name, byte[] bytes, Pki.Issued by) throws IOException {
    Files.write(files.resolve(name), bytes);
    Files.write(files.resolve(name + ".p7s"), Pki.sign(bytes, by));
  }

  /** The authority that the site trusts for signatures. */
  public Pki maker() {
    return maker;
  }

  public Network network() {
    return network;
  }

  /** Who asked the maker's server for what. */
  public String mudLog() throws IOException {
    return Files.readString(mudLog);
  }

  /** The site section of the configuration; the file alone serves {@code --site} as well. */
  public String site() {
    return """
        local-networks: [192.168.77.0/24, "fd00:77::/64"]
        gateway: {mac: "%s", addresses: [%s, "fd00:77::1"]}
        dns: [%s]
        ntp: [%s]
        my-controllers:
          "%s": [%s]
        trust-anchors: ["%s"]
        devices:
          - {mac: "%s", name: laptop, addresses: [%s, "fd00:77::%d"]}
        """
        .formatted(
            Network.GATEWAY_MAC,
            Network.GATEWAY,
            Network.GATEWAY,
            Network.GATEWAY,
            LAMP_URL,
            Network.ip(LAPTOP),
            network.folder().resolve("mud-ca.pem"),
            Network.mac(LAPTOP),
            Network.ip(LAPTOP),
            LAPTOP);
  }

  /** The same with the names fixed, for commands that work without a network. */
  public Path siteFile() throws IOException {
    StringBuilder text = new StringBuilder(site()).append("names:\n");
    NAMES.forEach(
        (name, addresses) ->
            text.append("  ")
                .append(name)
                .append(": [\"")
                .append(String.join("\", \"", addresses))
                .append("\"]\n"));
    text.append("  other.example: [198.51.100.20]\n");
    Path file = network.folder().resolve("site.yaml");
    String devices = "devices:\n";
    String sensor =
        "  - {mac: \""
            + Network.mac(SENSOR)
            + "\", name: sensor, addresses: ["
            + Network.ip(SENSOR)
            + "], mud-file: mud-files/sensor.json}\n";
    Files.writeString(file, text.toString().replace(devices, devices + sensor));
    return file;
  }

  /** A file of the maker, as it is served. */
  public Path file(String name) {
    return files.resolve(name);
  }

  @Override
  public void close() {
    network.close();
  }
}
