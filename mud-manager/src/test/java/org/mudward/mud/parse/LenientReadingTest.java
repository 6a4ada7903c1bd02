package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.MudAce;
import org.mudward.policy.Condition;
import org.mudward.policy.Field;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsProfile;
import org.mudward.policy.tls.TlsProfiles;

/** Lenient reading takes what it lists, means the strict spelling by it, and takes nothing else. */
class LenientReadingTest {
  private static final String PLAIN =
      new String(Samples.file("good/plain"), StandardCharsets.UTF_8);

  private static byte[] changed(String from, String to) {
    assertTrue(PLAIN.contains(from), from);
    return PLAIN.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ipv4-acl-type\"|\"ipv4-acl\"",
        "\"ipv4-acl-type\"|\"ipv4\"",
        "\"port\": 443|\"port\": \"443\"",
        "\"operator\": \"eq\"|\"lower-port\": 443, \"upper-port\": 443, \"operator\": \"gte\"",
        "true|\"true\"",
        "\"https://devices|\"http://devices",
        "\"ipv4\": {|\"eth\": {\"ethertype\": \"0x0800\"}, \"ipv4\": {",
      })
  void anOldSpellingMeansTheNewOne(String right, String old) {
    byte[] file = changed(right, old);
    ParseResult result = MudParser.check(file, ParseMode.LENIENT);
    assertEquals(
        Samples.read(Samples.file("good/plain"), ParseMode.STRICT), result.file().orElseThrow());
    assertFalse(result.problems().isEmpty(), "what was normalised is said");
    assertTrue(MudParser.check(file, ParseMode.STRICT).file().isEmpty());
  }

  @Test
  void theOldRootMeansTheNewOne() {
    byte[] file = changed("list:acls\"", "list:access-lists\"");
    MudAce read = Samples.read(file, ParseMode.LENIENT).fromDevice().get(0).aces().get(0);
    MudAce plain =
        Samples.read(Samples.file("good/plain"), ParseMode.STRICT)
            .fromDevice()
            .get(0)
            .aces()
            .get(0);
    assertEquals(plain.conditions(), read.conditions());
    assertEquals(plain.peers(), read.peers());
  }

  @ParameterizedTest
  @CsvSource({
    "'{''ipv4'': {''source-ipv4-network'': ''192.0.2.9/24''}}', source in 192.0.2.0/24",
    "'{''ipv4'': {''source-ipv4-network'': ''192.0.2.9''}}', source in 192.0.2.9/32",
    "'{''ipv4'': {''source-ipv4-network'': ''192.0.2.9/0''}}', source in 0.0.0.0/0",
  })
  void networksAreReadAsTheBlockThatTheyName(String matches, String expected) {
    assertEquals(
        expected,
        Samples.entry("ipv4-acl-type", matches, ParseMode.LENIENT).conditions().get(0).toString());
  }

  @Test
  void aRangeWinsOverAnOperator() {
    String matches =
        "{'udp': {'source-port': {'lower-port': 1, 'upper-port': 9, 'operator': 'eq', 'port': 5}}}";
    assertEquals(
        "source port 1-9",
        Samples.entry("ipv4-acl-type", matches, ParseMode.LENIENT).conditions().get(1).toString());
  }

  @Test
  void ethernetAddressesHaveToFitToo() {
    String matches =
        "{'eth': {'ethertype': '0x86DD', 'destination-mac-address': '33:33:00:00:00:FB',"
            + " 'destination-mac-address-mask': 'ff:ff:00:00:00:00', 'source-mac-address':"
            + " '02:00:00:00:00:01'}}";
    assertEquals(
        List.of(
            Condition.FieldIs.of(Field.ETHERNET_SOURCE, 0x0200_0000_0001L),
            new Condition.FieldIs(
                Field.ETHERNET_DESTINATION, 0x3333_0000_0000L, 0xFFFF_0000_0000L)),
        Samples.entry("ipv6-acl-type", matches, ParseMode.LENIENT).conditions());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'eth': {'ethertype': '0x0806'}}",
        "{'eth': {'ethertype': 2054}}",
        "{'eth': {'ethertype': 'ipv6'}}",
        "{'eth': {'ethertype': '2048'}}",
        "{'eth': {'ethertype': null}}",
        "{'eth': {'ethertype': 2048, 'vlan': 7}}",
        "{'eth': {'source-mac-address': '02-00-00-00-00-01'}}",
        "{'eth': {'source-mac-address-mask': 'ff:ff:00:00:00:00'}}",
        "{'ipv4': {'protocol': '6'}}",
        "{'ipv4': {'source-ipv4-network': '192.0.2.0/33'}}",
        "{'ipv4': {'source-ipv4-network': '192.0.2.0/024'}}",
        "{'ipv4': {'source-ipv4-network': '192.0.2/24'}}",
        "{'ipv4': {'source-ipv4-network': '2001:db8::1'}}",
        "{'ipv4': {'dst-dnsname': 'a.example.com'}}",
        "{'udp': {'source-port': {'port': '+53'}}}",
        "{'udp': {'source-port': {'port': '053'}}}",
        "{'udp': {'source-port': {'port': '65536'}}}",
        "{'udp': {'source-port': {'lower-port': 1}}}",
        "{'udp': {'source-port': {'lower-port': 9, 'upper-port': 1, 'operator': 'eq'}}}",
        "{'udp': {'source-port': 53}}",
        "{'ietf-mud:mud': {'my-controller': ''}}",
        "{'ietf-mud:mud': {'my-controller': [false]}}",
        "{'mud': {'my-controller': [null]}}",
      })
  void whatIsNotListedIsRefusedInBothModes(String matches) {
    byte[] file = Samples.withMatches("ipv4-acl-type", matches);
    assertTrue(MudParser.check(file, ParseMode.LENIENT).file().isEmpty());
    assertTrue(MudParser.check(file, ParseMode.STRICT).file().isEmpty());
  }

  @Test
  void theMisspeltNodesOfRfc9761AreReadForWhatTheyMean() {
    String matches =
        "{'ietf-acl-tls:client-profile': {'tls-dtls-profiles': [{'name': 'p',"
            + " 'supported-tls-versions': ['tls13'], 'extension-types': [13],"
            + " 'supported-groups': [29]}]}}";
    byte[] file = Samples.withMatches("ipv4-acl-type", matches);
    ParseResult result = MudParser.check(file, ParseMode.LENIENT);
    assertTrue(result.file().isPresent(), () -> result.problems().toString());
    assertEquals(
        5, result.problems().stream().filter(p -> p.message().contains("misspelt")).count());
    assertEquals(
        Optional.of(
            new TlsProfiles(
                List.of(
                    new TlsProfile(
                        "p",
                        Map.of(
                            TlsParameter.TLS_VERSION, Set.of(0x0304),
                            TlsParameter.EXTENSION_TYPE, Set.of(13),
                            TlsParameter.SUPPORTED_GROUP, Set.of(29)),
                        Map.of())))),
        result.file().orElseThrow().fromDevice().get(0).aces().get(0).profiles());
  }
}
