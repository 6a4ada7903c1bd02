package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The demonstration: a network is built, devices show their MUD URLs by DHCP, and then connections
 * are tried and compared with what the manufacturers' files say.
 */
public final class Demo {
  private static final Pattern ORIGIN =
      Pattern.compile("\"(sender|receiver)\" : \\{[^}]*?\"origin\" : \"([^\"]*)\"");

  private final LampLab lab;
  private final Appliance appliance;
  private int surprises;

  private Demo(LampLab lab, Appliance appliance) {
    this.lab = lab;
    this.appliance = appliance;
  }

  /**
   * One attempt.
   *
   * @param what in words
   * @param host who tries
   * @param command what its station is told
   * @param packet the same as {@code mudward explain} reads it; a dash if no file explains it
   * @param pass what is expected
   */
  private record Row(String what, Host host, String command, String packet, boolean pass) {}

  /** Runs it; with {@code --keep} it stays until it is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean keep = List.of(args).contains("--keep");
    Path folder = Files.createTempDirectory("mudward-demo");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.exit(run(folder, keep));
  }

  private static int run(Path folder, boolean keep) throws IOException, InterruptedException {
    List<AutoCloseable> parts = new ArrayList<>();
    Thread cleaning = new Thread(() -> clean(parts, folder), "cleaning");
    Runtime.getRuntime().addShutdownHook(cleaning);
    say(
        "Building a network of namespaces: gateway with Open vSwitch and dnsmasq, five hosts, an internet");
    LampLab lab = new LampLab(folder, 600);
    parts.add(lab);
    say("Starting Mudward on the gateway: the manager as nobody, the enforcer as root");
    Appliance appliance = new Appliance(lab.network(), lab.site(), "allow");
    parts.add(0, appliance);
    Demo demo = new Demo(lab, appliance);
    boolean ready = demo.devicesArrive();
    int surprises = ready ? demo.attempts() : 1;
    if (!ready) {
      System.out.println(Files.readString(appliance.log()));
    }
    if (keep) {
      demo.explainHowToLook();
      new CountDownLatch(1).await();
    }
    return surprises == 0 ? 0 : 1;
  }

  private static void clean(List<AutoCloseable> parts, Path folder) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("cleaning up: " + e.getMessage());
      }
    }
    try {
      Network.remove(folder);
    } catch (IOException e) {
      System.err.println("cleaning up: " + e.getMessage());
    }
  }

  private static void say(String text) {
    System.out.println("* " + text);
  }

  private boolean devicesArrive() throws IOException {
    if (!appliance.inForce()) {
      say("the product did not come up; its log follows");
      return false;
    }
    say("Devices ask for an address with a real DHCP client, and show their MUD URL in option 161");
    boolean leases = lab.network().dhcp("laptop", null).hasLease();
    leases &= lab.network().dhcp("lamp", LampLab.LAMP_URL).hasLease();
    leases &= lab.network().dhcp("sensor", LampLab.SENSOR_URL).hasLease();
    leases &= lab.network().dhcp("tampered", LampLab.TAMPERED_URL).hasLease();
    leases &= lab.network().dhcp("plug", LampLab.PLUG_URL).hasLease();
    boolean stand =
        leases
            && appliance.stands(Network.mac(LampLab.LAMP), "enforced")
            && appliance.stands(Network.mac(LampLab.SENSOR), "enforced")
            && Pause.until(20, () -> appliance.device(Network.mac(LampLab.PLUG)).contains("TLS"))
            && Pause.until(
                20, () -> appliance.device(Network.mac(LampLab.TAMPERED)).contains("SG-"))
            && namesAreKnown();
    System.out.println();
    System.out.println(appliance.ask("devices").output());
    System.out.println();
    if (!stand) {
      say("not all devices came to stand as they should; the log follows");
    }
    return stand;
  }

  /** The addresses of all names have to be looked up before the first attempt. */
  private boolean namesAreKnown() {
    return Pause.until(
            20,
            () -> {
              try {
                return lab.network().vswitch().ofctl("dump-flows").contains("198.51.100.13");
              } catch (IOException e) {
                return false;
              }
            })
        && appliance.inForce();
  }

  private int attempts() throws IOException {
    System.out.printf("%-58s %-9s %-9s %s%n", "ATTEMPT", "EXPECTED", "SEEN", "DECIDED BY");
    rows(lampPermitted(), "lamp.json", LampLab.LAMP);
    rows(lampDenied(), "lamp.json", LampLab.LAMP);
    rows(others(), "lamp.json", LampLab.LAMP);
    rows(held("tampered"), "", LampLab.TAMPERED);
    rows(held("plug"), "", LampLab.PLUG);
    System.out.println();
    say(
        surprises == 0
            ? "Every attempt ended as expected."
            : surprises + " attempts ended otherwise than expected.");
    return surprises;
  }

  private List<Row> lampPermitted() {
    Host lamp = lab.network().host("lamp");
    String sensor = Network.ip(LampLab.SENSOR);
    return List.of(
        new Row(
            "lamp -> its cloud, tcp 443",
            lamp,
            "tcp 198.51.100.10 443",
            "tcp device -> cloud.lamp.example:443",
            true),
        new Row(
            "lamp -> pool, first of three addresses",
            lamp,
            "tcp 198.51.100.11 8883",
            "tcp device -> 198.51.100.11:8883",
            true),
        new Row(
            "lamp -> pool, second address",
            lamp,
            "tcp 198.51.100.12 8883",
            "tcp device -> 198.51.100.12:8883",
            true),
        new Row(
            "lamp -> pool, third address",
            lamp,
            "tcp 198.51.100.13 8883",
            "tcp device -> 198.51.100.13:8883",
            true),
        new Row(
            "lamp -> its cloud over IPv6, tcp 443",
            lamp,
            "tcp 2001:db8:1::10 443",
            "tcp device -> [2001:db8:1::10]:443",
            true),
        new Row(
            "lamp -> sensor of the same maker, udp 5540",
            lamp,
            "udp " + sensor + " 5540",
            "udp device -> sensor:5540",
            true),
        new Row(
            "lamp -> the gateway's DNS, udp 53",
            lamp,
            "dns " + Network.GATEWAY + " 53 cloud.lamp.example",
            "udp device -> gateway:53",
            true));
  }

  private List<Row> lampDenied() {
    Host lamp = lab.network().host("lamp");
    String sensor = Network.ip(LampLab.SENSOR);
    String laptop = Network.ip(LampLab.LAPTOP);
    return List.of(
        new Row(
            "lamp -> its cloud, undeclared port 80",
            lamp,
            "tcp 198.51.100.10 80",
            "tcp device -> cloud.lamp.example:80",
            false),
        new Row(
            "lamp -> an undeclared host, tcp 443",
            lamp,
            "tcp 198.51.100.20 443",
            "tcp device -> other.example:443",
            false),
        new Row(
            "lamp -> an undeclared host over IPv6, tcp 443",
            lamp,
            "tcp 2001:db8:1::20 443",
            "tcp device -> [2001:db8:1::20]:443",
            false),
        new Row(
            "lamp -> laptop, tcp 22 (lateral)",
            lamp,
            "tcp " + laptop + " 22",
            "tcp device -> laptop:22",
            false),
        new Row(
            "lamp -> laptop over IPv6, tcp 2222 (lateral)",
            lamp,
            "tcp fd00:77::50 2222",
            "tcp device -> [fd00:77::50]:2222",
            false),
        new Row(
            "lamp -> sensor, undeclared udp 9999",
            lamp,
            "udp " + sensor + " 9999",
            "udp device -> sensor:9999",
            false));
  }

  private List<Row> others() {
    Host laptop = lab.network().host("laptop");
    Host internet = lab.network().internet();
    String lamp = Network.ip(LampLab.LAMP);
    return List.of(
        new Row(
            "laptop -> lamp, tcp 8080 (its controller)",
            laptop,
            "tcp " + lamp + " 8080",
            "tcp laptop -> device:8080",
            true),
        new Row(
            "laptop -> lamp, tcp 22 (lateral)",
            laptop,
            "tcp " + lamp + " 22",
            "tcp laptop -> device:22",
            false),
        new Row(
            "laptop -> lamp over IPv6, tcp 2222 (lateral)",
            laptop,
            "tcp fd00:77::10 2222",
            "tcp [fd00:77::50] -> [fd00:77::10]:2222",
            false),
        new Row(
            "update server -> lamp, from port 443 (wrong direction)",
            internet,
            "tcp-from 198.51.100.15 443 " + lamp + " 8080",
            "tcp update.lamp.example:443 -> device:8080 syn",
            false),
        new Row(
            "laptop -> any host, tcp 443 (no MUD, untouched)",
            laptop,
            "tcp 198.51.100.20 443",
            "-",
            true));
  }

  private List<Row> held(String name) {
    Host host = lab.network().host(name);
    return List.of(
        new Row(name + " (held) -> its cloud, tcp 443", host, "tcp 198.51.100.10 443", "-", false),
        new Row(
            name + " (held) -> its cloud over IPv6", host, "tcp 2001:db8:1::10 443", "-", false),
        new Row(
            name + " (held) -> lamp, tcp 8080",
            host,
            "tcp " + Network.ip(LampLab.LAMP) + " 8080",
            "-",
            false),
        new Row(
            name + " (held) -> the gateway's DNS, udp 53",
            host,
            "dns " + Network.GATEWAY + " 53 cloud.lamp.example",
            "-",
            true));
  }

  private void rows(List<Row> rows, String file, int device) throws IOException {
    List<String> deciders = deciders(rows, file, device);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      boolean passed = row.host().passes(row.command());
      boolean surprise = passed != row.pass();
      surprises += surprise ? 1 : 0;
      System.out.printf(
          "%-58s %-9s %-9s %s%n",
          row.what(),
          row.pass() ? "pass" : "blocked",
          (passed ? "pass" : "blocked") + (surprise ? " !!" : ""),
          deciders.get(i));
    }
  }

  /** Which entry decides, in the words of {@code mudward explain}. */
  private List<String> deciders(List<Row> rows, String file, int device) throws IOException {
    List<String> deciders = new ArrayList<>();
    List<String> command = new ArrayList<>(List.of("explain", "--json"));
    if (!file.isEmpty()) {
      command.add(lab.file(file).toString());
      command.addAll(List.of("--site", lab.siteFile().toString(), "--device"));
      command.add(
          "MAC=" + Network.mac(device) + ",ip=" + Network.ip(device) + ",ip=fd00:77::" + device);
    }
    for (Row row : rows) {
      if (!row.packet().equals("-")) {
        command.add("--packet");
        command.add(row.packet());
      }
    }
    String[] answers = {};
    if (!file.isEmpty()) {
      answers =
          appliance.mudward(command.toArray(String[]::new)).output().split("\"packet\" :", -1);
    }
    int next = 1;
    for (Row row : rows) {
      if (row.packet().equals("-")) {
        deciders.add(
            file.isEmpty() ? (row.pass() ? "default/dns" : "held: no match") : "no policy");
      } else {
        deciders.add(next < answers.length ? origins(answers[next++]) : "(not explained)");
      }
    }
    return deciders;
  }

  private static String origins(String answer) {
    List<String> origins = new ArrayList<>();
    Matcher matcher = ORIGIN.matcher(answer);
    while (matcher.find()) {
      origins.add(matcher.group(2));
    }
    return String.join(" and ", origins);
  }

  private void explainHowToLook() {
    String inside = "ip netns exec " + lab.network().gatewayName() + " ";
    String folder = lab.network().folder().toString();
    System.out.println();
    say(
        "It stays until you end it with Ctrl-C or \"deploy/demo --end\". To look around (as root):");
    System.out.println(
        "  " + inside + "deploy/mudward devices --config " + folder + "/appliance/mudward.yaml");
    System.out.println(
        "  " + inside + "deploy/mudward events --config " + folder + "/appliance/mudward.yaml");
    System.out.println(
        "  " + inside + "env OVS_RUNDIR=" + folder + "/ovs ovs-ofctl -O OpenFlow13 dump-flows br0");
    System.out.println("  ip netns list        # the hosts; ip netns exec NAME bash");
    System.out.println("  tail -f " + folder + "/appliance/mudward.log");
  }
}
