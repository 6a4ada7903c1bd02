package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.manager.ManagerSettings.Literals;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.PolicySnapshot;

/** Files that name addresses, which no signature makes right for this network (RFC 8520, 2). */
class AddressLiteralsTest {
  private static final String PLAIN = LampFile.of(URL);
  private static final String NEWER =
      LampFile.of(URL, "2026-11-02T00:00:00Z", 48, "new.lamp.example");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  /** The file, permitting what it permits to these IPv4 networks instead of to a name. */
  private static String with(String network, String file) {
    return file.replaceFirst(
        "\"ietf-acldns:dst-dnsname\": \"[^\"]*\"",
        "\"destination-ipv4-network\": \"" + network + "\"");
  }

  private void serve(String file, @Nullable Signer signer) {
    world.maker.serve(URL, file, signer, null);
  }

  private void join() throws Exception {
    world.start();
    world.emits(LAMP, URL);
  }

  private String fromDevice() {
    PolicySnapshot snapshot = world.manager().snapshot().join().orElseThrow();
    var policy = snapshot.policies().get(String.valueOf(snapshot.devices().get(LAMP).policy()));
    return policy == null ? "" : policy.fromDevice().toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.5/32", "198.51.100.0/24", "0.0.0.0/1", "224.0.0.0/3"})
  void aSignedFileWithAnAddressWaits(String network) throws Exception {
    serve(with(network, PLAIN), world.signer);
    join();
    world.awaitHeld(LAMP, "MF-22: the file names addresses and not hosts: " + network);
    assertEquals("held", world.policy(LAMP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"239.255.255.250/32", "224.0.0.0/4", "255.255.255.255/32", "0.0.0.0/0"})
  void multicastBroadcastAndAnyHostAreNobodysAddresses(String network) throws Exception {
    serve(with(network, PLAIN), world.signer);
    join();
    world.awaitEnforced(LAMP);
  }

  @Test
  void anAddressInThePlaceOfANameIsOne() throws Exception {
    serve(LampFile.of(URL, "2026-10-01T00:00:00Z", 48, "203.0.113.9"), world.signer);
    join();
    world.awaitHeld(LAMP, "MF-22: the file names addresses and not hosts: 203.0.113.9/32");
  }

  @Test
  void ofManyAddressesThreeAreNamed() throws Exception {
    String entry =
        """
        {"name": "%d", "matches": {"ipv4": {"destination-ipv4-network": "203.0.113.%d/32"}},
         "actions": {"forwarding": "accept"}},""";
    StringBuilder entries = new StringBuilder();
    for (int i = 1; i <= 5; i++) {
      entries.append(entry.formatted(i, i));
    }
    serve(PLAIN.replaceFirst("\"ace\": \\[", "\"ace\": [" + entries), world.signer);
    join();
    world.awaitHeld(LAMP, ": 203.0.113.1/32, 203.0.113.2/32, 203.0.113.3/32 and 2 more");
  }

  @Test
  void aPersonApprovesExactlyTheseOctetsAndTheSignerIsStillKnown() throws Exception {
    serve(with("192.168.1.5/32", PLAIN), world.signer);
    join();
    world.awaitHeld(LAMP, "192.168.1.5/32; it is signed by CN=maker");
    world.manager().approve(LAMP, "alice").join();
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertEquals("CN=maker", world.device(LAMP).signer());
    assertTrue(fromDevice().contains("192.168.1.5/32"), fromDevice());
    // One other address makes them other octets.
    serve(with("192.168.1.6/32", NEWER), world.signer);
    world.pass(Duration.ofHours(49));
    world.awaitEvent("file.held", 2);
    assertTrue(fromDevice().contains("192.168.1.5/32"), fromDevice());
    assertFalse(fromDevice().contains("192.168.1.6/32"), fromDevice());
    assertTrue(world.device(LAMP).reason().contains("192.168.1.6/32"));
  }

  @Test
  void anApprovalOutlivesARestart() throws Exception {
    serve(with("192.168.1.5/32", PLAIN), world.signer);
    join();
    world.awaitHeld(LAMP, "MF-22");
    world.start();
    world.awaitHeld(LAMP, "MF-22");
    world.manager().approve(URL, "alice").join();
    world.start();
    world.awaitEnforced(LAMP);
    assertTrue(fromDevice().contains("192.168.1.5/32"), fromDevice());
  }

  @Test
  void anApprovedSignedFileIsNotReplacedByThatOfAnotherSigner() throws Exception {
    Signer other = new Signer("buyer of the company");
    world.trust(world.signer, other);
    serve(with("192.168.1.5/32", PLAIN), world.signer);
    join();
    world.awaitHeld(LAMP, "MF-22");
    world.manager().approve(URL, "alice").join();
    serve(NEWER, other);
    world.pass(Duration.ofHours(49));
    world.awaitEvent("file.held", 2);
    assertTrue(world.device(LAMP).reason().contains("signer changed"));
  }

  @Test
  void anUnsignedFileWithAddressesIsApprovedInOneGo() throws Exception {
    serve(with("192.168.1.5/32", PLAIN), null);
    join();
    world.awaitHeld(LAMP, "SG-14");
    world.manager().approve(LAMP, "alice").join();
    assertNull(world.awaitEnforced(LAMP).signer());
  }

  @Test
  void theFileBeforeStaysInForceWhileANewerOneWaits() throws Exception {
    serve(PLAIN, world.signer);
    join();
    world.awaitEnforced(LAMP);
    String before = fromDevice();
    serve(with("198.51.100.7/32", NEWER), world.signer);
    world.pass(Duration.ofHours(49));
    world.awaitEvent("file.held", 1);
    assertEquals(World.weak(URL), world.policy(LAMP));
    assertEquals(before, fromDevice());
    world.start();
    world.awaitEnforced(LAMP);
    assertEquals(before, fromDevice());
    world.manager().approve(URL, "alice").join();
    assertTrue(fromDevice().contains("198.51.100.7/32"), fromDevice());
  }

  @Test
  void whereTheSiteSaysSoTheyAreUsedUnaskedUntilItSaysOtherwise() throws Exception {
    serve(with("198.51.100.7/32", PLAIN), world.signer);
    world.literals(Literals.APPLY);
    join();
    world.awaitEnforced(LAMP);
    world.literals(Literals.ASK).start();
    world.awaitHeld(LAMP, "MF-22");
    assertEquals("held", world.policy(LAMP));
    assertEquals(1, world.events("file.withdrawn"));
    world.literals(Literals.APPLY).start();
    world.awaitEnforced(LAMP);
  }

  @Test
  void aFileThatTheOperatorNamesIsNotAskedAbout() throws Exception {
    Path file = folder.resolve("own.json");
    Files.writeString(file, with("192.168.1.5/32", PLAIN));
    world.siteDevices(new Site.SiteDevice(LAMP, "lamp", Set.of(), file, null));
    world.start();
    world.awaitEnforced(LAMP);
    assertTrue(fromDevice().contains("192.168.1.5/32"), fromDevice());
  }

  @Test
  void oneApprovalSettlesThisAndWhatElseAPersonIsAskedOfTheFile() throws Exception {
    MudUrl other = new MudUrl("https://lamp.example/other.json");
    serve(with("192.168.1.5/32", LampFile.of(other)), world.signer);
    join();
    world.awaitHeld(LAMP, "MF-22");
    world.manager().approve(LAMP, "alice").join();
    world.awaitEnforced(LAMP);
  }
}
