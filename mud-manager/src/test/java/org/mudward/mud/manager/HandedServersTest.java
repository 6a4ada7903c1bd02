package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.mud.learn.Sighting.Served;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

class HandedServersTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");

  private final HandClock clock = new HandClock();

  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  @Test
  void whatIsHandedOutLastCountsForItsFamily() {
    HandedServers handed = new HandedServers(Site.EMPTY, Optional.empty(), clock);
    assertEquals(Set.of(), handed.site().dns());
    handed.told(new Served(LAMP, Served.By.DHCPV4, Set.of(ip("10.0.0.1")), Set.of(ip("10.0.0.2"))));
    handed.told(new Served(LAMP, Served.By.DHCPV6, Set.of(ip("fd00::1")), Set.of()));
    assertEquals(Set.of(ip("10.0.0.1"), ip("fd00::1")), handed.site().dns());
    assertEquals(Set.of(ip("10.0.0.2")), handed.site().ntp());
    long version = handed.version();
    handed.told(new Served(LAMP, Served.By.DHCPV4, Set.of(ip("10.0.0.1")), Set.of()));
    assertEquals(version, handed.version());
    handed.told(new Served(LAMP, Served.By.DHCPV4, Set.of(ip("10.0.0.9")), Set.of()));
    assertNotEquals(version, handed.version());
    assertEquals(Set.of(ip("10.0.0.9"), ip("fd00::1")), handed.site().dns());
    assertEquals(Set.of(ip("10.0.0.2")), handed.site().ntp());
  }

  @Test
  void whatDhcpAndTheRouterNameCountsTogetherAndEachTakesBackItsOwn() {
    HandedServers handed = new HandedServers(Site.EMPTY, Optional.empty(), clock);
    Served dhcp = new Served(LAMP, Served.By.DHCPV6, Set.of(ip("fd00::1")), Set.of());
    Served router = new Served(LAMP, Served.By.ROUTER, Set.of(ip("fd00::2")), Set.of());
    for (int i = 0; i < 3; i++) {
      handed.told(dhcp);
      handed.told(router);
      assertEquals(2, handed.version(), "they say the same again");
    }
    assertEquals(Set.of(ip("fd00::1"), ip("fd00::2")), handed.site().dns());
    handed.told(new Served(LAMP, Served.By.ROUTER, Set.of(), Set.of()));
    assertEquals(Set.of(ip("fd00::1")), handed.site().dns());
    handed.told(new Served(LAMP, Served.By.DHCPV6, Set.of(), Set.of(ip("fd00::9"))));
    assertEquals(Set.of(ip("fd00::1")), handed.site().dns());
    assertEquals(Set.of(ip("fd00::9")), handed.site().ntp());
  }

  @Test
  void whatTheSiteSaysStands() {
    Site site = Site.EMPTY.withServers(Set.of(ip("10.0.0.53")), Set.of());
    HandedServers handed = new HandedServers(site, Optional.empty(), clock);
    handed.told(new Served(LAMP, Served.By.DHCPV4, Set.of(ip("10.0.0.1")), Set.of(ip("10.0.0.2"))));
    assertEquals(Set.of(ip("10.0.0.53")), handed.site().dns());
    assertEquals(Set.of(ip("10.0.0.2")), handed.site().ntp());
  }

  @Test
  void theClassesOfTheLastSnapshotGoOn() {
    PolicySnapshot last =
        PolicySnapshot.builder(3)
            .group(new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("10.0.0.1"))))
            .build();
    HandedServers handed = new HandedServers(Site.EMPTY, Optional.of(last), clock);
    assertEquals(Set.of(ip("10.0.0.1")), handed.site().dns());
    handed.told(new Served(LAMP, Served.By.DHCPV4, Set.of(ip("10.0.0.2")), Set.of()));
    assertEquals(Set.of(ip("10.0.0.2")), handed.site().dns());
  }

  @Test
  void whatARouterNamesForATimeEndsUnlessItIsNamedAgain() {
    HandedServers handed = new HandedServers(Site.EMPTY, Optional.empty(), clock);
    Map<IpAddress, Duration> lasting = Map.of(ip("fd00::1"), Duration.ofSeconds(1800));
    Served served =
        new Served(LAMP, Served.By.ROUTER, Set.of(ip("fd00::1"), ip("fd00::2")), Set.of(), lasting);
    handed.told(served);
    clock.advance(Duration.ofSeconds(1799));
    handed.look();
    assertEquals(Set.of(ip("fd00::1"), ip("fd00::2")), handed.site().dns());
    handed.told(served);
    clock.advance(Duration.ofSeconds(1799));
    handed.look();
    assertEquals(1, handed.version());
    clock.advance(Duration.ofSeconds(1));
    handed.look();
    assertEquals(Set.of(ip("fd00::2")), handed.site().dns());
    assertEquals(2, handed.version());
  }

  @Test
  void whatARouterSaidBeforeARestartIsRememberedForADay() {
    PolicySnapshot last =
        PolicySnapshot.builder(3)
            .group(
                new Group.Addresses(
                    GroupId.DNS, Set.of(Prefix.parse("10.0.0.1"), Prefix.parse("fd00::1"))))
            .build();
    HandedServers handed = new HandedServers(Site.EMPTY, Optional.of(last), clock);
    clock.advance(HandedServers.REMEMBERED.minusSeconds(1));
    handed.look();
    assertEquals(Set.of(ip("10.0.0.1"), ip("fd00::1")), handed.site().dns());
    clock.advance(Duration.ofSeconds(1));
    handed.look();
    assertEquals(Set.of(ip("10.0.0.1")), handed.site().dns());
  }
}
