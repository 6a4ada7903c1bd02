package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Released;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** The variables are those of Kea 2.2. */
class KeaHookTest {
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final IpAddress IP = IpAddress.parse("192.168.1.10");

  private static Map<String, String> lease(String prefix) {
    Map<String, String> words = new HashMap<>();
    words.put(prefix + "_ADDRESS", IP.toString());
    words.put(prefix + "_CLIENT_ID", "01:02:00:00:00:00:99");
    words.put(prefix + "_HOSTNAME", "");
    words.put(prefix + "_HWADDR", LAMP.toString());
    words.put(prefix + "_HWADDR_TYPE", "1");
    words.put(prefix + "_STATE", "default");
    words.put(prefix + "_VALID_LIFETIME", "3600");
    return words;
  }

  private static List<Sighting> read(String point, Map<String, String> words) {
    return KeaHook.read(List.of(point), words);
  }

  @Test
  void aLeaseThatIsGivenIsToldAndOneThatItReplacesBefore() {
    Map<String, String> words = lease("LEASES4_AT0");
    words.put("LEASES4_SIZE", "1");
    Leased leased = new Leased(LAMP, IP, Duration.ofHours(1));
    assertEquals(List.of(leased), read("leases4_committed", words));
    words.putAll(lease("DELETED_LEASES4_AT0"));
    words.put("DELETED_LEASES4_AT0_ADDRESS", "192.168.1.11");
    assertEquals(
        List.of(new Released(LAMP, IpAddress.parse("192.168.1.11")), leased),
        read("leases4_committed", words));
  }

  @ParameterizedTest
  @CsvSource({"lease4_release", "lease4_expire", "lease4_decline"})
  void aLeaseThatEndsIsReleased(String point) {
    assertEquals(List.of(new Released(LAMP, IP)), read(point, lease("LEASE4")));
    assertEquals(List.of(), read(point, lease("LEASES4_AT0")));
  }

  @Test
  void aLeaseWithoutEndHasNone() {
    Map<String, String> words = lease("LEASES4_AT0");
    words.put("LEASES4_AT0_VALID_LIFETIME", "4294967295");
    assertEquals(List.of(new Leased(LAMP, IP, null)), read("leases4_committed", words));
  }

  @ParameterizedTest
  @CsvSource({
    "STATE, declined",
    "STATE, ''",
    "VALID_LIFETIME, 0",
    "VALID_LIFETIME, -1",
    "VALID_LIFETIME, 4294967296",
    "VALID_LIFETIME, ''",
    "HWADDR_TYPE, 32",
    "HWADDR, ff:ff:ff:ff:ff:ff",
    "HWADDR, ''",
    "ADDRESS, fd00::1",
    "ADDRESS, gateway"
  })
  void whatMakesNoSenseSaysNothing(String leaf, String value) {
    Map<String, String> words = lease("LEASES4_AT0");
    words.put("LEASES4_AT0_" + leaf, value);
    assertEquals(List.of(), read("leases4_committed", words));
  }

  private static Map<String, String> lease6(String prefix) {
    Map<String, String> words = lease(prefix);
    words.put(prefix + "_ADDRESS", "fd00:1::10");
    words.put(prefix + "_TYPE", "IA_NA");
    words.put(prefix + "_PREFERRED_LIFETIME", "1800");
    words.put(prefix + "_DUID", "00:03:00:01:02:00:00:00:00:99");
    return words;
  }

  @Test
  void leasesOfDhcpV6AreToldLikewise() {
    IpAddress ip = IpAddress.parse("fd00:1::10");
    Map<String, String> words = lease6("LEASES6_AT0");
    words.putAll(lease6("DELETED_LEASES6_AT0"));
    words.put("DELETED_LEASES6_AT0_ADDRESS", "fd00:1::11");
    assertEquals(
        List.of(
            new Released(LAMP, IpAddress.parse("fd00:1::11")),
            new Leased(LAMP, ip, Duration.ofHours(1))),
        read("leases6_committed", words));
    for (String point : List.of("lease6_release", "lease6_expire", "lease6_decline")) {
      assertEquals(List.of(new Released(LAMP, ip)), read(point, lease6("LEASE6")));
      assertEquals(List.of(), read(point, lease6("LEASE4")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TYPE, IA_PD",
    "TYPE, ''",
    "HWADDR, ''",
    "HWADDR_TYPE, ''",
    "STATE, declined",
    "VALID_LIFETIME, 0",
    "ADDRESS, 192.168.1.10",
    "ADDRESS, fe80::10",
    "ADDRESS, ff02::1"
  })
  void whatMakesNoLeaseOfDhcpV6SaysNothing(String leaf, String value) {
    Map<String, String> words = lease6("LEASES6_AT0");
    words.put("LEASES6_AT0_" + leaf, value);
    assertEquals(List.of(), read("leases6_committed", words));
  }

  @Test
  void otherHookPointsSayNothing() {
    Map<String, String> words = lease("LEASES4_AT0");
    words.putAll(lease("LEASE4"));
    for (String point :
        List.of("lease4_renew", "lease4_recover", "leases6_committed", "lease6_renew", "", "x")) {
      assertEquals(List.of(), read(point, words));
    }
    assertEquals(List.of(), KeaHook.read(List.of(), words));
    assertEquals(List.of(), KeaHook.read(List.of("lease4_expire", "x"), words));
  }
}
