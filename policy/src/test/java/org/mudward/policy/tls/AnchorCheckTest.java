package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.tls.TestCertificates.Holder;

/** Which servers the anchors of a profile vouch for (RFC 9761 section 5, RFC 9640). */
class AnchorCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2050-01-01T00:00:00Z");

  private final Holder root = TestCertificates.root("CN=Root");
  private final Holder middle = TestCertificates.authority("CN=Middle", root);
  private final Holder low = TestCertificates.authority("CN=Low", middle);
  private final Holder server = TestCertificates.server("CN=server.example", low);

  private static List<X509Certificate> certificates(Holder... holders) {
    return Arrays.stream(holders).map(Holder::certificate).toList();
  }

  private static boolean leads(String anchor, Instant at, Holder... sent) {
    return new AnchorCheck(certificates(sent), at).leadsTo(anchor);
  }

  @Test
  void tl12AnAnchorIsAChainFromTheLastAuthorityToTheRoot() {
    String anchor = TestCertificates.anchor(root, low, middle);
    assertEquals(
        Optional.of(certificates(low, middle, root)),
        AnchorChain.read(anchor).map(AnchorChain::chain));
    assertTrue(leads(anchor, NOW, server));
    assertTrue(leads(anchor, NOW, server, low, middle, root));
    assertTrue(leads(TestCertificates.anchor(root), NOW, server, middle, low), "in any order");
    assertFalse(leads(TestCertificates.anchor(root), NOW, server, low), "middle is missing");
  }

  @Test
  void tl12AnotherAuthorityUnderTheSameRootVouchesForNobody() {
    Holder sister = TestCertificates.authority("CN=Sister", root);
    String anchor = TestCertificates.anchor(middle, root);
    assertTrue(leads(anchor, NOW, server, low));
    Holder strange = TestCertificates.server("CN=server.example", sister);
    assertFalse(leads(anchor, NOW, strange, sister));
    assertFalse(leads(anchor, NOW, strange, sister, middle, root));
  }

  @Test
  void tl12OneWhoIsNoAuthorityVouchesForNobody() {
    Holder below = TestCertificates.server("CN=below.example", server);
    assertFalse(leads(TestCertificates.anchor(low, middle, root), NOW, below, server));
    Holder impostor = TestCertificates.authority("CN=Low", TestCertificates.root("CN=Middle"));
    Holder strange = TestCertificates.server("CN=server.example", impostor);
    assertFalse(leads(TestCertificates.anchor(low, middle, root), NOW, strange, impostor));
  }

  @Test
  void tl12EveryCertificateHasToBeValidAtTheTime() {
    assertFalse(leads(TestCertificates.anchor(low, middle, root), LATER, server));
    Holder old = TestCertificates.server("CN=server.example", low, "20250101000000Z");
    AnchorCheck check = new AnchorCheck(certificates(old), NOW);
    assertFalse(check.leadsTo(TestCertificates.anchor(low, middle, root)));
    assertTrue(check.problem().contains("not valid"), check.problem());
  }

  @Test
  void aServerThatIsItselfListedFits() {
    assertTrue(leads(TestCertificates.anchor(server, low, middle, root), NOW, server));
    assertFalse(
        leads(
            TestCertificates.anchor(server, low, middle, root),
            NOW,
            TestCertificates.server("CN=server.example", low)));
    Holder alone = TestCertificates.root("CN=alone.example");
    assertTrue(leads(TestCertificates.anchor(alone), NOW, alone));
    assertFalse(leads(TestCertificates.anchor(alone), LATER, alone));
  }

  @Test
  void whatIsNoChainToARootIsNoAnchor() {
    Holder sister = TestCertificates.authority("CN=Sister", root);
    for (String text :
        List.of(
            "",
            "AAAA",
            "not base64!",
            TestCertificates.anchor(low, middle),
            TestCertificates.anchor(root, middle, sister),
            TestCertificates.anchor(root, low),
            TestCertificates.anchor(root, TestCertificates.root("CN=Root 2")),
            "A".repeat(100_000))) {
      assertEquals(Optional.empty(), AnchorChain.read(text));
      assertFalse(leads(text, NOW, server, low, middle, root));
    }
  }

  @Test
  void aServerWithoutCertificateFitsNoAnchorAndAProfileWithoutAnchorsTakesAnyServer() {
    ServerCertificate none = new ServerCertificate(0x0303, List.of());
    TlsProfile open = new TlsProfile("open", Map.of(), Map.of());
    TlsProfile closed =
        new TlsProfile(
            "closed",
            Map.of(),
            Map.of(TlsParameter.TRUST_ANCHOR, Set.of(TestCertificates.anchor(root))));
    TlsProfile empty =
        new TlsProfile("empty", Map.of(), Map.of(TlsParameter.TRUST_ANCHOR, Set.of()));
    assertTrue(new TlsProfiles(List.of(closed, open)).judge(none, NOW).fits());
    assertFalse(new TlsProfiles(List.of(closed)).judge(none, NOW).fits());
    ServerCertificate shown = new ServerCertificate(0x0303, certificates(server, low, middle));
    assertTrue(new TlsProfiles(List.of(closed)).judge(shown, NOW).fits());
    assertFalse(new TlsProfiles(List.of(empty)).judge(shown, NOW).fits());
    assertFalse(new TlsProfiles(List.of()).judge(shown, NOW).fits());
  }

  @Test
  void manyCertificatesOfOneNameAreGivenUpSoon() {
    Holder[] sent = new Holder[10];
    sent[0] = server;
    for (int i = 1; i < sent.length; i++) {
      sent[i] = TestCertificates.root("CN=Low");
    }
    Holder anchor = TestCertificates.root("CN=Low");
    assertFalse(leads(TestCertificates.anchor(anchor), NOW, sent));
  }
}
