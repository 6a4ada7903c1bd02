package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Pattern;
import org.mudward.lab.Appliance;
import org.mudward.lab.Host;
import org.mudward.lab.LampLab;
import org.mudward.lab.LampLab.Device;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;

/** A {@link LampLab} with the product in it, and what scenarios ask of both. */
final class Stage implements AutoCloseable {
  private static final long SECONDS_TO_JUDGE = 30;

  private final LampLab lab;
  private Appliance appliance;

  /** A folder that the manager, who runs as nobody, may look into. */
  static Path folder() throws IOException {
    Path folder = Files.createTempDirectory("mudward-acceptance");
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Stage(int leaseSeconds) throws IOException {
    lab = new LampLab(folder(), leaseSeconds);
    try {
      appliance = new Appliance(lab.network(), lab.site(), "allow");
      assertComesUp();
      assertTrue(lab.network().dhcp("laptop", null).hasLease());
    } catch (IOException | RuntimeException | AssertionError e) {
      lab.close();
      throw e;
    }
  }

  private void assertComesUp() {
    assertTrue(appliance.inForce(), () -> "the product does not come up:\n" + log());
  }

  /** Ends the product, and starts it again at a time that is so much later than now. */
  void restartLater(Duration later) throws IOException {
    appliance.close();
    appliance = new Appliance(lab.network(), lab.site(), "allow", later);
    assertComesUp();
  }

  LampLab lab() {
    return lab;
  }

  Appliance appliance() {
    return appliance;
  }

  Host host(String name) {
    return lab.network().host(name);
  }

  String log() {
    try {
      return Files.readString(appliance.log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The journal, as the operator reads it. */
  String events() {
    try {
      return appliance.ask("events").output();
    } catch (IOException e) {
      return e.toString();
    }
  }

  String flows() {
    try {
      return lab.network().vswitch().ofctl("dump-flows");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A device asks for an address, shows its URL, and comes to stand like this. */
  void arrives(Device device, String standing) throws IOException {
    assertTrue(lab.connect(device).hasLease(), () -> device + " gets no lease");
    assertStands(device, standing);
  }

  void assertStands(Device device, String standing) throws IOException {
    assertTrue(
        appliance.stands(device.mac(), standing),
        () -> device + " should be " + standing + ": " + says(device) + "\n" + log());
    lab.network().vswitch().settle();
  }

  /** A device is held, and the manager says why. */
  void isHeldFor(Device device, String reason) throws IOException {
    arrives(device, "pending");
    assertTrue(
        Pause.until(SECONDS_TO_JUDGE, () -> says(device).contains(reason)), () -> says(device));
    assertStands(device, "pending");
    String name = device.hostName();
    assertBlocked(name, "tcp 198.51.100.10 443");
    assertBlocked(name, "tcp 2001:db8:1::10 443");
    assertPasses(name, "dns " + Network.GATEWAY + " 53 cloud.lamp.example");
  }

  /** What the manager says of a device. */
  String says(Device device) {
    return appliance.device(device.mac());
  }

  /** The addresses of a name are looked up, and in force. */
  void assertKnown(String address) throws IOException {
    assertTrue(
        Pause.until(SECONDS_TO_JUDGE, () -> lab.network().vswitch().shows(address)), this::flows);
    assertTrue(appliance.inForce(), this::log);
    lab.network().vswitch().settle();
  }

  /** The manager shows, within seconds, that a device tried something in vain. */
  void assertViolation(String mac, String pattern) throws IOException {
    Pattern line = Pattern.compile("(?m)^" + mac + " +" + pattern);
    assertTrue(
        Pause.until(SECONDS_TO_JUDGE, () -> line.matcher(violations(mac)).find()),
        () -> "not shown: " + pattern + "\n" + violations(mac));
  }

  private String violations(String mac) {
    try {
      return appliance.ask("violations", mac).output();
    } catch (IOException e) {
      return e.toString();
    }
  }

  void assertPasses(String who, String command) throws IOException {
    assertTrue(host(who).passes(command), () -> who + " should pass: " + command + "\n" + flows());
  }

  void assertBlocked(String who, String command) throws IOException {
    assertFalse(
        host(who).passes(command), () -> who + " should be blocked: " + command + "\n" + flows());
  }

  @Override
  public void close() {
    appliance.close();
    lab.close();
  }
}
