package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

class QrReaderTest {
  private static final String URL = "https://lighting.example.com/lightbulb2000";
  private static final String US = "\u001f";
  private static final String FS = "\u001c";
  private static final String HEAD = "[)>\u001e06\u001d12N";
  private static final String TAIL = "\u001e\u0004";
  private static final QrLabel LABEL =
      new QrLabel("Example", "Light Bulb", "LB2000", new MudUrl(URL), "02005E100001");

  private static String fields(String... fields) {
    return String.join(US, fields) + US;
  }

  private static QrReading read(String units) {
    return QrReader.read(HEAD + units + TAIL);
  }

  private static String unit(String url, String hardware) {
    return fields("B000Example", "B001Light Bulb", "B002LB2000", "M180" + url, "M06C" + hardware);
  }

  private static void assertRefused(QrReading reading) {
    assertNull(reading.label());
    assertEquals(1, reading.problems().size(), reading.toString());
    String problem = reading.problems().get(0);
    assertEquals("", problem.replaceAll("[\\x20-\\x7E]", ""));
  }

  @Test
  void theOctetsOfTheSpecificationAreRead() {
    byte[] octets =
        HexFormat.of()
            .parseHex(
                "5b293e1e30361d31324e"
                    + "423030304578616d706c651f"
                    + "423030314c696768742042756c621f"
                    + "423030324c42323030301f"
                    + "4d31383068747470733a2f2f6c69676874696e672e6578616d706c652e636f6d2f"
                    + "6c6967687462756c62323030301f"
                    + "4d303643303230303545313030303031"
                    + "1f1e04");
    QrReading reading = QrReader.read(new String(octets, StandardCharsets.US_ASCII));
    assertEquals(new QrReading(LABEL, List.of()), reading);
    assertEquals(Optional.of(MacAddress.parse("02:00:5e:10:00:01")), LABEL.mac());
  }

  @Test
  void onlyCompanyModelAndUrlAreNeeded() {
    QrReading reading = read(fields("B000Example", "B002LB2000", "M180" + URL));
    QrLabel label = new QrLabel("Example", null, "LB2000", new MudUrl(URL), null);
    assertEquals(new QrReading(label, List.of()), reading);
    assertEquals(Optional.empty(), label.mac());
    assertRefused(read(fields("B002LB2000", "M180" + URL)));
    assertRefused(read(fields("B000Example", "M180" + URL)));
    assertRefused(read(fields("B000Example", "B002LB2000")));
  }

  @Test
  void otherFieldsInAnyOrderAreSkipped() {
    String units =
        fields("M06C02005E100001", "M180" + URL, "X", "", "Z999x", "B002LB2000", "B000Example");
    assertEquals(
        new QrLabel("Example", null, "LB2000", new MudUrl(URL), "02005E100001"),
        read(units).label());
  }

  @ParameterizedTest
  @ValueSource(strings = {"?x=1", "?", "?a?b"})
  void theQueryOfTheUrlIsLeftOut(String query) {
    QrReading reading = read(unit(URL + query, "02005E100001"));
    assertEquals(LABEL, reading.label());
    assertEquals(1, reading.problems().size());
  }

  @Test
  void aFragmentIsNoQuery() {
    assertEquals(new MudUrl(URL + "#f"), url(URL + "?x=1#f"));
    assertEquals(new MudUrl(URL + "#f?x"), url(URL + "#f?x"));
  }

  private static MudUrl url(String text) {
    QrLabel label = read(unit(text, "02005E100001")).label();
    assertNotNull(label);
    return label.url();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02005e100001",
        "02:00:5e:10:00:01",
        "02-00-5E-10-00-01",
        "0200.5e10.0001",
        "02 00 5E 10 00 01"
      })
  void anAddressIsReadInAnySpelling(String hardware) {
    assertEquals(new QrReading(LABEL, List.of()), read(unit(URL, hardware)));
  }

  @Test
  void anAddressOf16DigitsIsNoEthernetAddress() {
    QrLabel label = read(unit(URL, "02-00-5e-ff-fe-10-00-01")).label();
    assertNotNull(label);
    assertEquals("02005EFFFE100001", label.hardware());
    assertEquals(Optional.empty(), label.mac());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "02005E10000", "02005E1000011", "02005E10000G", "02005E10000\u0661"})
  void whatIsNoAddressIsAProblemAndLeftOut(String hardware) {
    QrReading reading = read(unit(URL, hardware));
    assertEquals(
        new QrLabel("Example", "Light Bulb", "LB2000", new MudUrl(URL), null), reading.label());
    assertEquals(1, reading.problems().size());
  }

  @Test
  void aGroupIsNoDevice() {
    QrLabel label = read(unit(URL, "03005E100001")).label();
    assertNotNull(label);
    assertEquals(Optional.empty(), label.mac());
  }

  @Test
  void aSeparatorOfUnitsBeginsAnewAndNothingIsMixed() {
    String other = fields("B000Other", "B002Other", "B001Other");
    assertEquals(new QrReading(LABEL, List.of()), read(other + FS + unit(URL, "02005E100001")));
    String half = fields("M180" + URL);
    assertRefused(read(other + FS + half));
    assertRefused(read(half + FS + other));
    assertRefused(read(fields("B000Example", "B002LB2000") + "M180" + FS + URL + US));
  }

  @Test
  void theFirstCompleteUnitCounts() {
    String units = unit(URL, "02005E100001") + FS + unit("https://b.example/", "02005E100002");
    assertEquals(new QrReading(LABEL, List.of()), read(units));
  }

  @Test
  void aFieldThatIsNotEndedIsNone() {
    assertRefused(read(fields("B000Example", "B002LB2000") + "M180" + URL));
  }

  @Test
  void aFieldThatComesTwiceInAUnitIsAProblem() {
    assertRefused(read(unit(URL, "02005E100001") + fields("M180https://b.example/")));
    assertRefused(read(unit(URL, "02005E100001") + fields("B000Other")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://lighting.example.com/lamp",
        "https://lighting.example.com/l mp",
        "https://lighting.example.com/l\u00e4mp",
        "https://lighting.example.com/\u001b[31m"
      })
  void whatIsNoMudUrlIsAProblem(String url) {
    assertRefused(read(unit(url, "02005E100001")));
  }

  @Test
  void textsArePrintableAscii() {
    assertRefused(read(fields("B000", "B002LB2000", "M180" + URL)));
    assertRefused(read(fields("B000Example", "B002LB\u001b", "M180" + URL)));
    QrReading reading = read(fields("B000Example", "B001\u00e4", "B002LB2000", "M180" + URL));
    assertNotNull(reading.label());
    assertEquals(1, reading.problems().size());
  }

  @Test
  void withoutTheEnvelopeItIsAnotherCode() {
    String unit = unit(URL, "02005E100001");
    for (String text :
        List.of(
            "",
            URL,
            unit,
            HEAD,
            HEAD + TAIL.charAt(0),
            "[)>\u001e06\u001d12N\u0004",
            HEAD + unit,
            HEAD + unit + "\u0004",
            unit + TAIL,
            "[)>\u001e05\u001d12N" + unit + TAIL,
            "[)>\u001e06\u001d12P" + unit + TAIL,
            HEAD + unit + TAIL + "x",
            HEAD + unit + "\u001e06\u001d12N" + unit + TAIL,
            HEAD + unit + "x".repeat(3_000) + US + TAIL)) {
      assertRefused(QrReader.read(text));
    }
  }
}
