package org.mudward.mud.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Peer;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Verdict;

class MudWriterTest {
  private static MudFile file(Condition... conditions) {
    MudAce ace =
        new MudAce(
            "e", List.of(new Peer.DnsName("a.example")), List.of(conditions), Verdict.ACCEPT, "");
    return new MudFile(
        new MudUrl("https://example.com/k"),
        OffsetDateTime.parse("2026-03-01T08:30:00Z"),
        null,
        Duration.ofHours(48),
        true,
        Map.of("systeminfo", "Kettle"),
        List.of(),
        null,
        List.of(new MudAcl("from", Family.IPV4, List.of(ace))),
        List.of());
  }

  @Test
  void whatWasReadIsWrittenAndReadAgain() {
    int written = 0;
    for (Path path : MudFormatterTest.files()) {
      Optional<MudFile> file =
          MudParser.check(MudFormatterTest.bytes(path), ParseMode.STRICT).file();
      if (file.isPresent()) {
        String text = MudWriter.text(file.get());
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        MudFile again = MudParser.check(octets, ParseMode.STRICT).file().orElseThrow();
        assertTrue(Meaning.isSame(file.get(), again), path.toString());
        assertEquals(
            Optional.of(text),
            MudFormatter.format(octets, ParseMode.STRICT).text(),
            "the writer and the formatter have one form");
        written++;
      }
    }
    assertTrue(written > 40, "only " + written);
  }

  @Test
  void aLearntFileReadsAsAnAuthorWouldWriteIt() {
    String text =
        MudWriter.text(
            file(
                Condition.FieldIs.of(Field.PROTOCOL, 6),
                new Condition.PortIn(End.DESTINATION, PortSet.of(443))));
    String matches =
        """
        "matches": {
          "ipv4": {
            "ietf-acldns:dst-dnsname": "a.example"
          },
          "tcp": {
            "destination-port": {
              "operator": "eq",
              "port": 443
            }
          }
        },
        """;
    assertTrue(text.contains(matches.indent(14).strip()), text);
  }

  @Test
  void whatHasNoWordsIsRefused() {
    Condition tcp = Condition.FieldIs.of(Field.PROTOCOL, 6);
    PortSet two = new PortSet(List.of(PortRange.of(1), PortRange.of(3)));
    assertRefused(tcp, new Condition.PortIn(End.SOURCE, two));
    assertRefused(new Condition.PortIn(End.SOURCE, PortSet.of(1)));
    assertRefused(new Condition.FieldIs(Field.TTL, 0, 1));
    assertRefused(Condition.FieldIs.of(Field.ETHERNET_SOURCE, 1));
    assertRefused(Condition.FieldIs.of(Field.TTL, 1), Condition.FieldIs.of(Field.TTL, 2));
    assertRefused(
        Condition.FieldIs.of(Field.PROTOCOL, 17), Condition.FieldIs.of(Field.TCP_WINDOW, 2));
  }

  private static void assertRefused(Condition... conditions) {
    assertThrows(IllegalArgumentException.class, () -> MudWriter.text(file(conditions)));
  }
}
