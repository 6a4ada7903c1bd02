package org.mudward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mudward.lab.LampLab.Device;

/**
 * The demonstration: a network is built, devices show their MUD URLs by DHCP, and then connections
 * are tried and compared with what the manufacturers' files say.
 */
public final class Demo {
  private static final Pattern ORIGIN =
      Pattern.compile("\"(sender|receiver)\" : \\{[^}]*?\"origin\" : \"([^\"]*)\"");
  private static final int LEASE_SECONDS = 600;
  private static final long SECONDS_TO_JUDGE = 20;
  private static final List<Device> BELIEVED = List.of(Device.LAMP, Device.SENSOR);
  private static final List<Device> HELD = List.of(Device.TAMPERED, Device.PLUG);

  private final LampLab lab;
  private final Appliance appliance;
  private int surprises;

  private Demo(LampLab lab, Appliance appliance) {
    this.lab = lab;
    this.appliance = appliance;
  }

  /** Runs it; with {@code --keep} it stays until it is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean keep = List.of(args).contains("--keep");
    Path folder = Files.createTempDirectory("mudward-demo");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    System.exit(run(folder, keep));
  }

  private static int run(Path folder, boolean keep) throws IOException, InterruptedException {
    say(
        "Building a network of namespaces: gateway with Open vSwitch and dnsmasq, five hosts, an"
            + " internet");
    try (LampLab lab = new LampLab(folder, LEASE_SECONDS)) {
      boolean open = withoutTheProduct(lab);
      say("Starting Mudward on the gateway: the manager as nobody, the enforcer as root");
      try (Appliance appliance = new Appliance(lab.network(), lab.site(), "allow")) {
        Demo demo = new Demo(lab, appliance);
        boolean ready = demo.devicesArrive();
        boolean good = ready && demo.attempts() == 0 && open;
        if (!ready) {
          System.out.println(Files.readString(appliance.log()));
        }
        if (keep) {
          demo.explainHowToLook();
          new CountDownLatch(1).await();
        }
        return good ? 0 : 1;
      }
    }
  }

  private static void say(String text) {
    System.out.println("* " + text);
  }

  private static boolean connect(LampLab lab, List<Device> devices) throws IOException {
    boolean leases = true;
    for (Device device : devices) {
      lab.connect(device);
    }
    for (Device device : devices) {
      leases &= lab.network().client(device.hostName()).hasLease();
    }
    return leases;
  }

  /** A blocked attempt means something only if it is the product that blocks it. */
  private static boolean withoutTheProduct(LampLab lab) throws IOException {
    boolean leases = lab.network().dhcp("laptop", null).hasLease();
    leases &= connect(lab, BELIEVED) && connect(lab, HELD);
    List<Attempt> all = LampAttempts.all(HELD.stream().map(Device::hostName).toList());
    int through = 0;
    for (Attempt attempt : all) {
      boolean passes = lab.network().tries(attempt);
      through += passes ? 1 : 0;
      if (!passes) {
        say("without Mudward this does not get through either: " + attempt.what());
      }
    }
    say("Without Mudward, %d of %d attempts get through".formatted(through, all.size()));
    return leases && through == all.size();
  }

  private boolean devicesArrive() throws IOException {
    if (!appliance.inForce()) {
      say("the product did not come up; its log follows");
      return false;
    }
    say("Devices ask for an address with a real DHCP client, and show their MUD URL in option 161");
    boolean stand =
        connect(lab, BELIEVED)
            && connect(lab, HELD)
            && appliance.stands(Device.LAMP.mac(), "enforced")
            && appliance.stands(Device.SENSOR.mac(), "enforced")
            && isHeldFor(Device.PLUG, "TLS")
            && isHeldFor(Device.TAMPERED, "SG-")
            && namesAreKnown();
    System.out.println();
    System.out.println(appliance.ask("devices").output());
    System.out.println();
    if (!stand) {
      say("not all devices came to stand as they should; the log follows");
    }
    return stand;
  }

  private boolean isHeldFor(Device device, String reason) {
    return Pause.until(SECONDS_TO_JUDGE, () -> appliance.device(device.mac()).contains(reason));
  }

  /** The addresses of all names have to be looked up before the first attempt. */
  private boolean namesAreKnown() {
    return Pause.until(SECONDS_TO_JUDGE, () -> lab.network().vswitch().shows("198.51.100.13"))
        && appliance.inForce();
  }

  private int attempts() throws IOException {
    System.out.printf("%-60s %-9s %-9s %s%n", "ATTEMPT", "EXPECTED", "SEEN", "DECIDED BY");
    for (List<Attempt> group :
        List.of(LampAttempts.permitted(), LampAttempts.denied(), LampAttempts.ofOthers())) {
      show(group, deciders(group));
    }
    for (Device device : HELD) {
      List<Attempt> group = LampAttempts.ofHeld(device.hostName());
      show(group, group.stream().map(a -> a.passes() ? "default/dns" : "held: no match").toList());
    }
    System.out.println();
    say(
        surprises == 0
            ? "Every attempt ended as expected."
            : surprises + " attempts ended otherwise than expected.");
    return surprises;
  }

  private void show(List<Attempt> attempts, List<String> deciders) throws IOException {
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      boolean passed = lab.network().tries(attempt);
      boolean surprise = passed != attempt.passes();
      surprises += surprise ? 1 : 0;
      System.out.printf(
          "%-60s %-9s %-9s %s%n",
          attempt.what(),
          word(attempt.passes()),
          word(passed) + (surprise ? " !!" : ""),
          deciders.get(i));
    }
  }

  private static String word(boolean passes) {
    return passes ? "pass" : "blocked";
  }

  /** Which entries of the lamp's file decide, in the words of {@code mudward explain}. */
  private List<String> deciders(List<Attempt> attempts) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "explain",
                "--json",
                lab.file(Device.LAMP).toString(),
                "--site",
                lab.siteFile().toString(),
                "--device",
                "MAC=%s,ip=%s,ip=fd00:77::%d"
                    .formatted(Device.LAMP.mac(), Device.LAMP.ip(), Device.LAMP.number())));
    for (Attempt attempt : attempts) {
      if (!attempt.packet().isEmpty()) {
        command.addAll(List.of("--packet", attempt.packet()));
      }
    }
    String[] answers =
        appliance.mudward(command.toArray(String[]::new)).output().split("\"packet\" :", -1);
    List<String> explained = Arrays.asList(answers).subList(1, answers.length);
    List<String> deciders = new ArrayList<>();
    int next = 0;
    for (Attempt attempt : attempts) {
      if (attempt.packet().isEmpty()) {
        deciders.add("no policy");
      } else {
        deciders.add(next < explained.size() ? origins(explained.get(next)) : "(not explained)");
        next++;
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
    String launcher = Programs.launcher().toString();
    String folder = lab.network().folder().toString();
    String config = " --config " + folder + "/appliance/mudward.yaml";
    System.out.println();
    say(
        "It stays until you end it with Ctrl-C or \"deploy/demo --end\". To look around (as root):");
    System.out.println("  " + inside + launcher + " devices" + config);
    System.out.println("  " + inside + launcher + " events" + config);
    System.out.println(
        "  " + inside + "env OVS_RUNDIR=" + folder + "/ovs ovs-ofctl -O OpenFlow13 dump-flows br0");
    System.out.println("  ip netns list        # the hosts; ip netns exec NAME bash");
    System.out.println("  tail -f " + folder + "/appliance/mudward.log");
  }
}
