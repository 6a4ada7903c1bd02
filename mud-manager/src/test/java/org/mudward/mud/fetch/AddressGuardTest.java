package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

class AddressGuardTest {
  private static final FetchSettings DEFAULTS = FetchSettings.defaults();

  private static FetchSettings settings(List<String> allowed, String... own) {
    return DEFAULTS.with(
        Optional.empty(),
        allowed.stream().map(Prefix::parse).toList(),
        Set.of(own).stream().map(IpAddress::parse).collect(java.util.stream.Collectors.toSet()));
  }

  private static Optional<String> refusal(FetchSettings settings, String address) {
    return new AddressGuard(settings, host -> List.of()).refusal(IpAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.0.0.1",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.0",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.0",
        "192.0.0.170",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "192.175.48.1",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.254",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b::0.0.0.0",
        "64:ff9b::255.255.255.255",
        "64:ff9b:0:0:0:1::1",
        "64:ff9b:1::8.8.8.8",
        "64:ff9c::1",
        "100::1",
        "100:0:0:1::1",
        "200::1",
        "1fff::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:1ff:ffff::1",
        "2001:db8::1",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "5f00::1",
        "8000::1",
        "fc00::1",
        "fd00::1",
        "fdff:ffff::1",
        "fe00::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "feff::1",
        "ff00::1",
        "ff02::1",
        "ff0e::1",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
      })
  void isNotDialled(String address) {
    assertTrue(refusal(DEFAULTS, address).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "64:ff9b::8.8.8.8",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db7::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1",
        "3ffe::1",
        "3fff:1000::1"
      })
  void isDialled(String address) {
    assertEquals(Optional.empty(), refusal(DEFAULTS, address));
  }

  @Test
  void theSitePermitsByBlock() {
    FetchSettings site = settings(List.of("192.168.7.0/24", "fd00:1::/64"));
    assertEquals(Optional.empty(), refusal(site, "192.168.7.9"));
    assertEquals(Optional.empty(), refusal(site, "64:ff9b::192.168.7.9"));
    assertEquals(Optional.empty(), refusal(site, "fd00:1::9"));
    assertTrue(refusal(site, "192.168.8.9").isPresent());
    assertTrue(refusal(site, "fd00:2::9").isPresent());
    assertTrue(refusal(site, "::ffff:192.168.7.9").isPresent());
  }

  @Test
  void noBlockPermitsTheApplianceItself() {
    FetchSettings site = settings(List.of("192.168.7.0/24"), "192.168.7.1", "198.41.0.4");
    assertEquals(Optional.of("the appliance's own"), refusal(site, "192.168.7.1"));
    assertEquals(Optional.of("the appliance's own"), refusal(site, "64:ff9b::192.168.7.1"));
    assertEquals(Optional.of("the appliance's own"), refusal(site, "198.41.0.4"));
    FetchSettings named = settings(List.of("192.168.7.1/32"), "192.168.7.1");
    assertEquals(Optional.empty(), refusal(named, "192.168.7.1"));
  }

  @Test
  void noMappedAddressIsPermittedByAnything() {
    FetchSettings everything = settings(List.of("::/0", "0.0.0.0/0"));
    assertEquals(Optional.empty(), refusal(everything, "127.0.0.1"));
    assertTrue(refusal(everything, "::ffff:127.0.0.1").isPresent());
  }

  private static List<IpAddress> permitted(String url, String... answers) throws FailedException {
    NameResolver resolver = host -> List.of(answers).stream().map(IpAddress::parse).toList();
    return new AddressGuard(DEFAULTS, resolver).permitted(HttpsUrl.of(new MudUrl(url)));
  }

  @Test
  void forbiddenAddressesAreLeftOutAndTheOthersStay() throws Exception {
    assertEquals(
        List.of(IpAddress.parse("8.8.8.8"), IpAddress.parse("2606:4700::1")),
        permitted("https://a.example/", "10.0.0.1", "8.8.8.8", "::1", "2606:4700::1"));
    FailedException none =
        assertThrows(
            FailedException.class, () -> permitted("https://a.example/", "10.0.0.1", "::1"));
    assertEquals(Reason.FORBIDDEN_ADDRESS, none.reason());
    assertTrue(none.failure().message().contains("10.0.0.1 is private"), none::getMessage);
  }

  @Test
  void anAddressInTheUrlIsJudgedWithoutAskingAnybody() throws Exception {
    List<String> asked = new ArrayList<>();
    NameResolver resolver =
        host -> {
          asked.add(host);
          return List.of(IpAddress.parse("8.8.8.8"));
        };
    AddressGuard guard = new AddressGuard(DEFAULTS, resolver);
    assertEquals(
        List.of(IpAddress.parse("8.8.4.4")),
        guard.permitted(HttpsUrl.of(new MudUrl("https://8.8.4.4/x"))));
    assertEquals(
        List.of(IpAddress.parse("2606:4700::1")),
        guard.permitted(HttpsUrl.of(new MudUrl("https://[2606:4700::1]/x"))));
    for (String url :
        List.of("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:8.8.8.8]/")) {
      HttpsUrl parsed = HttpsUrl.of(new MudUrl(url));
      assertEquals(
          Reason.FORBIDDEN_ADDRESS,
          assertThrows(FailedException.class, () -> guard.permitted(parsed)).reason());
    }
    assertEquals(List.of(), asked);
  }
}
