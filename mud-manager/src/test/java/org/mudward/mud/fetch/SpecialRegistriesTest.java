package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Every block of IANA's special-purpose address registries, in every spelling: none is dialled. The
 * registries are files beside this test, as IANA publishes them (CC0), so a new edition is one copy
 * away.
 *
 * <p>All blocks are refused, also those that IANA calls globally reachable, such as AS112: nobody's
 * MUD files are there. The one exception is behind a NAT64, where the address inside decides.
 */
class SpecialRegistriesTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^\"?((?:[0-9a-f.:]+/[0-9]+(?:, )?)+)(?: \\[[0-9]\\])?\"?,");
  private static final Prefix NAT64 = Prefix.parse("64:ff9b::/96");

  /** In registries of their own: multicast, what was site-local, what is not given out at all. */
  private static final List<String> BESIDE =
      List.of("224.0.0.0/4", "ff00::/8", "fec0::/10", "::/96", "4000::/2", "8000::/1");

  private static List<Prefix> blocks() throws IOException {
    List<Prefix> blocks = new ArrayList<>();
    for (String version : List.of("ipv4", "ipv6")) {
      Matcher each = BLOCK.matcher(text("/iana/iana-" + version + "-special-registry-1.csv"));
      while (each.find()) {
        for (String block : each.group(1).split(", ", -1)) {
          blocks.add(Prefix.parse(block));
        }
      }
    }
    return blocks;
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = SpecialRegistriesTest.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The first, the last and one in the middle of each block. */
  private static Set<IpAddress> addresses() throws IOException {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    List<Prefix> all = new ArrayList<>(blocks());
    BESIDE.forEach(block -> all.add(Prefix.parse(block)));
    for (Prefix block : all) {
      if (!block.equals(NAT64)) {
        addresses.add(block.address());
        addresses.add(block.last());
        addresses.add(middle(block));
      }
    }
    return addresses;
  }

  private static IpAddress middle(Prefix block) {
    byte[] first = block.address().octets();
    byte[] last = block.last().octets();
    for (int i = 0; i < first.length; i++) {
      first[i] = (byte) ((first[i] & 255) | (last[i] & (i % 2 == 0 ? 0x55 : 0xAA)));
    }
    return IpAddress.of(first);
  }

  /** Whether a request for this host would have gone anywhere, to be asked for or to be dialled. */
  private static boolean leadsSomewhere(String host) {
    List<String> asked = new ArrayList<>();
    AddressGuard guard =
        new AddressGuard(
            FetchSettings.defaults(),
            name -> {
              asked.add(name);
              return List.of(IpAddress.parse("8.8.8.8"));
            });
    String url = "https://" + host + "/lamp";
    try {
      guard.permitted(HttpsUrl.of(new MudUrl(url)));
      return true;
    } catch (IllegalArgumentException | FailedException e) {
      return redirectLeads(guard, url) || !asked.isEmpty();
    }
  }

  /** What a server answers with is read by another door. */
  private static boolean redirectLeads(AddressGuard guard, String url) {
    try {
      HttpsUrl base = HttpsUrl.of(new MudUrl("https://mud.example.com/"));
      guard.permitted(base.resolve(url, FetchFailure.Reason.REDIRECT));
      return true;
    } catch (FailedException e) {
      return false;
    }
  }

  @Test
  void theRegistriesAreReadInFull() throws IOException {
    List<Prefix> blocks = blocks();
    assertEquals(25, blocks.stream().filter(one -> one.family() == Family.IPV4).count());
    assertEquals(25, blocks.stream().filter(one -> one.family() == Family.IPV6).count());
  }

  @Test
  void noSpecialAddressIsReachedInAnySpelling() throws IOException {
    Set<IpAddress> addresses = addresses();
    int tried = 0;
    for (IpAddress address : addresses) {
      for (Map.Entry<String, String> host : AddressSpellings.of(address).entrySet()) {
        assertFalse(
            leadsSomewhere(host.getValue()),
            () -> address + ", " + host.getKey() + ": " + host.getValue());
        tried++;
      }
    }
    System.out.println(addresses.size() + " special addresses, " + tried + " URLs, none dialled");
    assertTrue(addresses.size() > 120 && tried > 3_000, addresses.size() + ", " + tried);
  }

  /** A resolver that anybody may answer is no way around. */
  @Test
  void noSpecialAddressIsReachedByAName() throws IOException {
    for (IpAddress address : addresses()) {
      AddressGuard guard =
          new AddressGuard(FetchSettings.defaults(), name -> List.of(address, address));
      try {
        guard.permitted(HttpsUrl.of(new MudUrl("https://mud.example.com/lamp")));
        throw new AssertionError(address + " is dialled");
      } catch (FailedException e) {
        assertEquals(FetchFailure.Reason.FORBIDDEN_ADDRESS, e.reason());
      }
    }
  }

  /** Otherwise what is above would hold for a guard that refuses everything. */
  @Test
  void anOrdinaryAddressIsReachedInItsPlainSpellingOnly() {
    assertEquals(
        Set.of("plain", "behind a NAT64", "behind a NAT64, in hexadecimal"),
        leading(IpAddress.parse("8.8.8.8")));
    assertEquals(
        Set.of("plain", "in full", "dotted at its end"),
        leading(IpAddress.parse("2606:4700:1::1")));
  }

  private static Set<String> leading(IpAddress address) {
    Set<String> leading = new LinkedHashSet<>();
    AddressSpellings.of(address)
        .forEach(
            (form, host) -> {
              if (leadsSomewhere(host)) {
                leading.add(form);
              }
            });
    return leading;
  }

  /** On Linux, 0.0.0.0 and :: are ways to reach the machine itself. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.254", "0.0.0.0", "::1", "::"})
  void nobodyConnectsToTheMachineItself(String text) throws Exception {
    IpAddress address = IpAddress.parse(text);
    String listening = address.family() == Family.IPV4 ? "127.0.0.1" : "::1";
    try (TestServer server = open(listening);
        MudFetcher fetcher =
            FetchFixture.fetcher(
                FetchFixture.settings(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                FetchFixture.RESOLVER)) {
      for (String host : AddressSpellings.of(address).values()) {
        String url = "https://" + host + ":" + server.port() + "/";
        if (isMudUrl(url)) {
          FetchFixture.failure(fetcher.fetch(new MudUrl(url), null));
        }
      }
      assertEquals(0, server.connections());
    }
  }

  @Test
  void theListenersOfTheseTestsWouldNoticeAConnection() throws Exception {
    try (TestServer server = open("127.0.0.1");
        MudFetcher fetcher = FetchFixture.hasty()) {
      FetchFixture.failure(
          fetcher.fetch(new MudUrl("https://127.0.0.1:" + server.port() + "/"), null));
      assertEquals(1, server.connections());
    }
  }

  private static TestServer open(String address) throws IOException {
    return TestServer.tls(
        address, 0, FetchFixture.SERVER, (request, out) -> TestServer.ok(out, new byte[0]));
  }

  private static boolean isMudUrl(String text) {
    try {
      return new MudUrl(text).text().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
