package org.mudward.mud.learn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.learn.Certificates.MUD_SIGNER;
import static org.mudward.mud.learn.Certificates.MUD_URL;
import static org.mudward.mud.learn.Certificates.der;
import static org.mudward.mud.learn.Certificates.lamp;
import static org.mudward.mud.learn.Certificates.ofNobody;
import static org.mudward.mud.learn.Certificates.with;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.verify.TestPki;
import org.mudward.policy.MacAddress;

class CertificateReaderTest {
  private static final String URL = "https://lighting.example.com/lightbulb2000";
  private static final MacAddress LAMP = MacAddress.parse("02:00:00:00:00:10");
  private static final X500Principal THING = new X500Principal("CN=lamp 20202");
  private static final CertificateClaim LAMP_URL =
      new CertificateClaim(THING, new MudUrl(URL), null, List.of());
  private static final Path CORPUS = Path.of(System.getProperty("mudward.corpus", "none"));

  /**
   * The value of an extension as the specification writes it, an ASN.1 SEQUENCE of OID and value.
   */
  private static ASN1Primitive specified(String hex) throws IOException {
    ASN1Sequence extension = ASN1Sequence.getInstance(HexFormat.of().parseHex(hex));
    byte[] value = ((DEROctetString) extension.getObjectAt(1)).getOctets();
    return ASN1Primitive.fromByteArray(value);
  }

  private static void assertProblem(CertificateClaim claim, String word) {
    assertEquals(1, claim.problems().size(), claim.toString());
    String problem = claim.problems().get(0);
    assertTrue(problem.contains(word), problem);
    assertTrue(problem.length() <= 210, problem);
    assertTrue(problem.chars().allMatch(c -> c >= 0x20 && c < 0x7F), problem);
  }

  private static CertificateClaim ofUrl(ASN1Encodable value) {
    return CertificateReader.read(der(with(MUD_URL, value)));
  }

  private static CertificateClaim ofSigner(ASN1Encodable value) {
    return CertificateReader.read(der(with(MUD_SIGNER, value)));
  }

  @Test
  void theUrlOfTheSpecificationIsRead() throws IOException {
    ASN1Primitive value =
        specified(
            "303806082b06010505070119042c162a"
                + "68747470733a2f2f6c69676874696e672e6578616d706c652e636f6d2f6c6967687462756c6232303030");
    assertEquals(LAMP_URL, ofUrl(value));
  }

  @Test
  void aUrlThatIsNoIa5StringIsAProblem() {
    assertProblem(ofUrl(new DERUTF8String(URL)), "IA5String");
    assertProblem(ofUrl(new DERSequence(new DERIA5String(URL))), "IA5String");
    assertNull(ofUrl(new DERUTF8String(URL)).url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://lighting.example.com/lamp",
        "https://lighting.example.com/lamp reserved",
        "https://lighting.example.com/lamp\0",
        "lamp"
      })
  void aTextThatIsNoMudUrlIsAProblem(String text) {
    CertificateClaim claim = ofUrl(new DERIA5String(text));
    assertNull(claim.url());
    assertProblem(claim, "URL");
  }

  @Test
  void aLongUrlIsReadAndATooLongOneIsNot() {
    String longest = "https://a.example/" + "x".repeat(255 - 18);
    assertEquals(new MudUrl(longest), ofUrl(new DERIA5String(longest)).url());
    assertProblem(ofUrl(new DERIA5String(longest + "x")), "255");
  }

  @Test
  void aCriticalExtensionIsReadAndPointedOut() {
    CertificateClaim claim =
        CertificateReader.read(der(lamp().extension(MUD_URL, true, new DERIA5String(URL))));
    assertEquals(new MudUrl(URL), claim.url());
    assertProblem(claim, "critical");
  }

  @Test
  void theSignerOfTheSpecificationIsRead() throws IOException {
    ASN1Primitive value =
        specified(
            "303b06082b0601050507011e042f302d31163014060355040a0c0d4578616d706c652c20496e632e"
                + "3113301106035504030c0a4d5544205369676e6572");
    CertificateClaim claim = ofSigner(value);
    assertEquals(new X500Principal("CN=MUD Signer, O=\"Example, Inc.\""), claim.signer());
    assertEquals(List.of(), claim.problems());
    // RFC 5280 section 7.1: neither case nor the kind of string nor a second blank tells names
    // apart.
    assertEquals(new X500Principal("CN=mud  signer, O=\"example, inc.\""), claim.signer());
  }

  @Test
  void aSignerThatIsNoNameIsAProblem() {
    for (ASN1Encodable value :
        List.of(
            new DERUTF8String("CN=MUD Signer"),
            new DERSequence(new DERUTF8String("CN=MUD Signer")),
            new X500Name(""))) {
      CertificateClaim claim = ofSigner(value);
      assertNull(claim.signer());
      assertProblem(claim, "signer");
    }
  }

  @Test
  void aUrlWhoseFileSomebodyUnreadableHasToSignIsLeftOut() {
    TestPki.Recipe recipe = with(MUD_URL, new DERIA5String(URL));
    CertificateClaim claim =
        CertificateReader.read(
            der(recipe.extension(MUD_SIGNER, false, new DERUTF8String("CN=MUD Signer"))));
    assertNull(claim.url());
    assertNull(claim.by(LAMP).url());
    assertEquals(THING, claim.by(LAMP).proof().thing());
    assertProblem(claim, "signer");
  }

  @Test
  void aUrlOfNobodyInParticularIsLeftOut() {
    CertificateClaim claim = CertificateReader.read(ofNobody(MUD_URL, new DERIA5String(URL)));
    assertNull(claim.thing());
    assertNull(claim.url());
    assertProblem(claim, "subject");
  }

  @Test
  void whatItTellsOfADeviceIsAProofWithItsDoubts() throws IOException {
    CertificateClaim claim =
        CertificateReader.read(der(lamp().extension(MUD_URL, true, new DERIA5String(URL))));
    Sighting.Emitted told = claim.by(LAMP);
    assertEquals(new MudUrl(URL), told.url());
    assertEquals(Sighting.Source.X509, told.source());
    assertEquals(new Sighting.Proof(THING, null), told.proof());
    assertTrue(told.problem().contains("critical"), told.problem());
    assertNull(LAMP_URL.by(LAMP).problem());
    assertNull(CertificateReader.read(new byte[0]).by(LAMP).proof());
  }

  @Test
  void aCertificateWithoutThemSaysNothing() {
    CertificateClaim nothing = new CertificateClaim(THING, null, null, List.of());
    assertEquals(nothing, CertificateReader.read(der(lamp())));
  }

  @Test
  void pemIsReadToo() {
    String pem = with(MUD_URL, new DERIA5String(URL)).make().pem();
    assertEquals(LAMP_URL, CertificateReader.read(pem.getBytes(US_ASCII)));
    assertEquals(LAMP_URL, CertificateReader.read(("Subject: lamp\n" + pem).getBytes(US_ASCII)));
    String two = pem + TestPki.pem(lamp().make().certificate());
    assertProblem(CertificateReader.read(two.getBytes(US_ASCII)), "follows");
  }

  @Test
  void whatIsNoCertificateIsAProblem() {
    byte[] der = der(with(MUD_URL, new DERIA5String(URL)));
    assertProblem(CertificateReader.read(new byte[0]), "certificate");
    assertProblem(CertificateReader.read(URL.getBytes(US_ASCII)), "certificate");
    assertProblem(CertificateReader.read(Arrays.copyOf(der, der.length - 1)), "certificate");
    assertProblem(CertificateReader.read(Arrays.copyOf(der, der.length + 1)), "follows");
    assertProblem(CertificateReader.read(new byte[16 * 1024 + 1]), "octets");
  }

  @Test
  void aLengthThatIsNotTheShortestIsNoDer() {
    byte[] text = URL.getBytes(US_ASCII);
    byte[] value = DhcpV6Frames.join(new byte[] {0x16, (byte) 0x81, (byte) text.length}, text);
    assertProblem(
        CertificateReader.read(der(lamp().extension(MUD_URL, false, value))), "IA5String");
    byte[] endless = new byte[130];
    endless[0] = 0x16;
    endless[1] = (byte) 0x80;
    assertProblem(
        CertificateReader.read(der(lamp().extension(MUD_URL, false, endless))), "IA5String");
    assertProblem(
        CertificateReader.read(der(lamp().extension(MUD_URL, false, new byte[0]))), "IA5String");
  }

  @Test
  void aRealIdentityOfADeviceIsRead() throws IOException {
    Path file = CORPUS.resolve("other/certs/idevid-lightbulb2000-with-MUD-URL-rfc8520-pyasn1.pem");
    if (!Files.exists(file)) {
      System.err.println("no corpus: " + file + " is not there, nothing was checked");
      return;
    }
    CertificateClaim claim = CertificateReader.read(Files.readAllBytes(file));
    assertEquals(
        new CertificateClaim(
            claim.thing(),
            new MudUrl("https://www.ofcourseimright.com/Luminaire_150.json"),
            new X500Principal("CN=Eliot Lear, EMAILADDRESS=ascertia@ofcourseimright.com, C=CH"),
            List.of()),
        claim);
  }
}
