package org.mudward.cli.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.mudward.cli.config.Config.ChangedFiles;
import org.mudward.cli.config.Config.EnforcerPart;
import org.mudward.cli.config.Config.Literals;
import org.mudward.cli.config.Config.ManagerPart;
import org.mudward.cli.config.Config.NewDevices;
import org.mudward.cli.config.Config.Ports;
import org.mudward.cli.config.Config.WeakUrls;
import org.mudward.enforcer.openflow.BridgeSettings;
import org.mudward.enforcer.openflow.SwitchSettings;
import org.mudward.enforcer.openflow.SwitchSettings.Foreign;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/** Reads the configuration file. */
public final class ConfigReader {
  private static final Path RUN = Path.of("/run/mudward/link.sock");
  private static final Path MANAGER_STATE = Path.of("/var/lib/mudward/manager");
  private static final Path ENFORCER_STATE = Path.of("/var/lib/mudward/enforcer");
  private static final InetSocketAddress API = address("127.0.0.1:8520");
  private static final InetSocketAddress OPENFLOW = address("127.0.0.1:6653");

  private static final int DNS_PORT = 53;

  private ConfigReader() {}

  /**
   * Reads the file.
   *
   * @throws ConfigException with all its problems and their lines
   */
  public static Config read(Path path) throws ConfigException {
    return YamlFile.read(path, ConfigReader::config);
  }

  /**
   * What a file says and what is wrong with it; also what else it names that cannot be used.
   *
   * @param config with a default in the place of whatever is wrong
   */
  public record Inspection(Config config, List<String> problems) {
    public Inspection {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the file, and the files that it names.
   *
   * @throws ConfigException if it says nothing at all
   */
  public static Inspection inspect(Path path) throws ConfigException {
    YamlFile.Reading<Config> reading = YamlFile.inspect(path, ConfigReader::config);
    List<String> problems = new ArrayList<>(reading.problems());
    problems.addAll(NamedFiles.problems(reading.value()));
    return new Inspection(reading.value(), problems);
  }

  /** Every key that this program knows. */
  static Set<String> keys(Path path) throws ConfigException {
    return YamlFile.inspect(path, ConfigReader::config).keys();
  }

  private static Config config(YamlMap map) {
    YamlMap siteMap = map.map("site");
    Site site = SiteReader.site(siteMap);
    siteMap.finish();
    ManagerPart manager = manager(map.map("manager"), site);
    EnforcerPart enforcer = enforcer(map.map("enforcer"));
    YamlMap run = map.map("run");
    Optional<String> user = run.value("user", ConfigReader::user);
    run.finish();
    if (manager.newDevices() == NewDevices.QUARANTINE && site.gateway() == null) {
      siteMap.problem(
          "gateway.mac is missing: with new-devices: quarantine the gateway itself would be locked out"
              + " (name it, or set manager.new-devices to observe or allow)");
    }
    return new Config(site, manager, enforcer, user);
  }

  private static ManagerPart manager(YamlMap map, Site site) {
    YamlMap api = map.map("api");
    InetSocketAddress listen = api.value("listen", ConfigReader::loopback).orElse(API);
    api.finish();
    YamlMap fetch = map.map("fetch");
    List<Path> anchors = fetch.list("trust-anchors", fetch::path);
    List<Prefix> allowed = fetch.list("allow", Prefix::parse);
    fetch.finish();
    Optional<InetSocketAddress> resolver =
        map.value("resolver", ConfigReader::resolver)
            .or(() -> site.dns().stream().sorted().findFirst().map(ConfigReader::nameServer));
    ManagerPart part =
        new ManagerPart(
            map.value("state", map::path).orElse(MANAGER_STATE),
            map.value("link", map::path).orElse(RUN),
            listen,
            resolver,
            map.value("new-devices", text -> word(text, NewDevices.values()))
                .orElse(NewDevices.QUARANTINE),
            map.value("weak-urls", text -> word(text, WeakUrls.values())).orElse(WeakUrls.APPLY),
            map.value("address-literals", text -> word(text, Literals.values()))
                .orElse(Literals.ASK),
            map.value("changed-files", text -> word(text, ChangedFiles.values()))
                .orElse(ChangedFiles.ASK_IF_WIDER),
            map.value("ports", text -> word(text, Ports.values())).orElse(Ports.HOLD),
            anchors,
            allowed);
    map.finish();
    return part;
  }

  private static EnforcerPart enforcer(YamlMap map) {
    YamlMap openflow = map.map("openflow");
    InetSocketAddress listen = openflow.value("listen", ConfigReader::address).orElse(OPENFLOW);
    List<BridgeSettings> bridges = bridges(openflow);
    Optional<String> ovsdb = openflow.value("ovsdb", text -> text);
    Foreign foreign =
        openflow.value("foreign-flows", text -> word(text, Foreign.values())).orElse(Foreign.KEEP);
    boolean restoreWait = openflow.value("flow-restore-wait", SiteReader::yesOrNo).orElse(false);
    boolean tracking = openflow.value("connection-tracking", SiteReader::yesOrNo).orElse(false);
    openflow.finish();
    EnforcerPart part =
        new EnforcerPart(
            map.value("state", map::path).orElse(ENFORCER_STATE),
            map.value("link", map::path).orElse(RUN),
            listen,
            bridges,
            ovsdb,
            foreign,
            restoreWait,
            tracking);
    map.finish();
    return part;
  }

  /** How a choice is written. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E word(String text, E[] values) {
    List<String> words = Arrays.stream(values).map(ConfigReader::word).toList();
    int at = words.indexOf(text);
    if (at < 0) {
      String all = String.join(", ", words).replaceFirst(", (?=[^,]*$)", " or ");
      throw new IllegalArgumentException(all + " is expected, not " + text);
    }
    return values[at];
  }

  /** An address, or one with a port. */
  private static InetSocketAddress resolver(String text) {
    boolean bare = text.chars().filter(c -> c == ':').count() != 1 && !text.startsWith("[");
    return bare ? nameServer(IpAddress.parse(text)) : address(text);
  }

  private static InetSocketAddress nameServer(IpAddress address) {
    return new InetSocketAddress(address.toInetAddress(), DNS_PORT);
  }

  private static InetSocketAddress loopback(String text) {
    InetSocketAddress address = address(text);
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("the API listens on a loopback address only, not " + text);
    }
    return address;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("ADDRESS:PORT is expected, not " + text);
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port > 65535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
    String host = text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
    return new InetSocketAddress(IpAddress.parse(host).toInetAddress(), port);
  }

  /** A bridge by its name, and other switches with what is to be known of each. */
  private static List<BridgeSettings> bridges(YamlMap openflow) {
    List<BridgeSettings> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    openflow.value("bridge", BridgeSettings::of).ifPresent(all::add);
    all.forEach(bridge -> names.add(bridge.name()));
    for (YamlMap entry : openflow.maps("bridges")) {
      String name = entry.required("name", text -> BridgeSettings.of(text).name(), "br0");
      OptionalLong datapath =
          entry
              .value("datapath", ConfigReader::datapath)
              .map(OptionalLong::of)
              .orElse(OptionalLong.empty());
      List<String> trunks = entry.list("trunks", text -> text);
      entry.finish();
      if (!names.add(name)) {
        entry.problem("the switch " + name + " is listed twice");
        continue;
      }
      try {
        all.add(new BridgeSettings(name, datapath, new TreeSet<>(trunks)));
      } catch (IllegalArgumentException e) {
        entry.problem(String.valueOf(e.getMessage()));
      }
    }
    if (all.size() > SwitchSettings.MAX_BRIDGES) {
      openflow.problem("bridges: at most " + SwitchSettings.MAX_BRIDGES + " are served");
    }
    return all.isEmpty() ? List.of(BridgeSettings.of("br0")) : all;
  }

  private static long datapath(String text) {
    if (!text.matches("(0x)?[0-9A-Fa-f]{1,16}|([0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}")) {
      throw new IllegalArgumentException(
          "16 hexadecimal digits are expected, in quotes, as the switch shows them: not " + text);
    }
    return Long.parseUnsignedLong(text.replace("0x", "").replace(":", ""), 16);
  }

  private static String user(String text) {
    if (!text.matches("[a-z_][a-z0-9_-]{0,31}")) {
      throw new IllegalArgumentException("not the name of a user: " + text);
    }
    return text;
  }
}
