package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.mudward.lab.DhcpV6Client;
import org.mudward.lab.LampLab;
import org.mudward.lab.LampLab.Device;
import org.mudward.lab.LldpAgent;
import org.mudward.lab.Network;
import org.mudward.lab.Pause;
import org.mudward.lab.Requirements;
import org.mudward.lab.WiredLogin;
import org.mudward.lab.WiredNetwork;

/**
 * Devices that show their MUD URL by other ways than DHCPv4, each by a program that others wrote:
 * dhcpcd for DHCPv6, lldpd for LLDP, wpa_supplicant with hostapd and FreeRADIUS for certificates.
 * And what avahi says of a host that shows none.
 */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysToLearnTest {
  private static final int LEASE_SECONDS = 600;
  private static final String CLOUD = "tcp 2001:db8:1::10 443";
  private static final String ELSEWHERE = "tcp 2001:db8:1::20 443";

  private Stage stage;

  @BeforeAll
  void buildTheLab() throws IOException {
    Requirements.demand();
    stage = new Stage(LEASE_SECONDS);
  }

  @AfterAll
  void takeTheLabDown() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void option112OfARealDhcpv6ClientBringsTheRulesAndItsReleaseTakesThem() throws IOException {
    DhcpV6Client client = network().dhcpV6("sensor", Device.SENSOR.url());
    assertTrue(client.hasLease(), stage::log);
    assertEnforced(Device.SENSOR, "dhcpv6");
    assertTrue(stage.says(Device.SENSOR).contains("\"fd00:77::1"), stage.says(Device.SENSOR));
    client.close();
    assertHeld(Device.SENSOR);
  }

  @Test
  void theTlvOfARealLldpAgentBringsTheRulesAndItsShutdownTakesThem() throws IOException {
    LldpAgent agent = network().announce("lamp", Device.LAMP.url());
    assertEnforced(Device.LAMP, "lldp");
    agent.close();
    assertHeld(Device.LAMP);
    LldpAgent another = network().announce("lamp", Device.LAMP.url());
    stage.assertStands(Device.LAMP, "enforced");
    another.kill();
    assertHeld(Device.LAMP);
    assertTrue(stage.log().contains("did not repeat in time"), stage::log);
  }

  @Test
  void theCertificateOfAWiredLoginBringsTheRulesIfItsSignerSignedAndTheLogoffTakesThem()
      throws IOException {
    stage.lab().addDevice(Device.HUB);
    WiredNetwork wired = network().authentication();
    WiredLogin login = wired.login("hub", Device.HUB.url(), LampLab.SIGNER);
    assertTrue(login.isIn(), stage::log);
    stage.assertStands(Device.HUB, "enforced");
    assertTrue(stage.says(Device.HUB).contains("\"x509\""), stage.says(Device.HUB));
    stage.assertBlocked("hub", ELSEWHERE);
    login.logoff();
    stage.assertStands(Device.HUB, "pending");
    login.close();
    WiredLogin other = wired.login("hub", Device.HUB.url(), "Somebody else");
    assertTrue(other.isIn(), stage::log);
    assertTrue(Pause.until(20, () -> stage.says(Device.HUB).contains("SG-05")), () -> stage.log());
  }

  @Test
  void whatARealMdnsResponderAndSsdpAnnounceIsShownToAPersonAndIsNoRule() throws IOException {
    network().announceByMdns("laptop", "hall-lamp", "_hap._tcp");
    stage.host("laptop").announceBySsdp("Linux/5 UPnP/1.1 lampd/2", "urn:example:device:Lamp:1");
    String laptop = Network.mac(LampLab.LAPTOP);
    for (String word : List.of("hall-lamp", "_hap._tcp", "lampd/2", "urn:example:device:Lamp:1")) {
      assertTrue(
          Pause.until(20, () -> stage.appliance().device(laptop).contains(word)),
          () -> word + " is not shown: " + stage.appliance().device(laptop) + stage.log());
    }
    assertTrue(stage.appliance().stands(laptop, "unknown"), () -> stage.appliance().device(laptop));
  }

  private Network network() {
    return stage.lab().network();
  }

  private void assertEnforced(Device device, String way) throws IOException {
    stage.assertStands(device, "enforced");
    String events = stage.appliance().ask("events").output();
    assertTrue(events.contains(device.url() + " by " + way), events);
    stage.assertKnown("2001:db8:1::10");
    stage.assertPasses(device.hostName(), CLOUD);
    stage.assertBlocked(device.hostName(), ELSEWHERE);
  }

  private void assertHeld(Device device) throws IOException {
    stage.assertStands(device, "pending");
    stage.assertBlocked(device.hostName(), CLOUD);
  }
}
