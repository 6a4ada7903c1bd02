package org.mudward.mud.print;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Peer;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Verdict;

class MudWideningTest {
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-01T08:30:00Z");
  private static final MudAce ACE =
      new MudAce(
          "added by learning",
          List.of(new Peer.DnsName("a.example")),
          List.of(),
          Verdict.ACCEPT,
          "");

  private static MudFile parsed(String text) {
    return MudParser.check(text.getBytes(StandardCharsets.UTF_8), ParseMode.STRICT)
        .file()
        .orElseThrow();
  }

  private static List<MudAce> aces(List<MudAcl> lists) {
    List<MudAce> aces = new ArrayList<>();
    lists.forEach(list -> aces.addAll(list.aces()));
    return aces;
  }

  @Test
  void everyValidFileCanBeWidenedAndKeepsWhatItSays() {
    int widened = 0;
    for (Path path : MudFormatterTest.files()) {
      byte[] octets = MudFormatterTest.bytes(path);
      Optional<MudFile> file = MudParser.check(octets, ParseMode.STRICT).file();
      if (file.isPresent()) {
        for (Family family : Family.values()) {
          MudWidening.Addition more = new MudWidening.Addition(Direction.TO_DEVICE, family, ACE);
          String text = MudWidening.widen(octets, NOW, List.of(more)).text().orElseThrow();
          MudFile after = parsed(text);
          assertEquals(NOW, after.lastUpdate());
          assertEquals(file.get().info(), after.info());
          assertEquals(names(file.get().fromDevice()), names(after.fromDevice()));
          List<String> to = names(after.toDevice());
          assertEquals(1, to.stream().filter(ACE.name()::equals).count(), path.toString());
          to.remove(ACE.name());
          assertEquals(names(file.get().toDevice()), to, path.toString());
          widened++;
        }
      }
    }
    assertTrue(widened > 80, "only " + widened);
  }

  private static List<String> names(List<MudAcl> lists) {
    return new ArrayList<>(aces(lists).stream().map(MudAce::name).toList());
  }

  @Test
  void withoutAdditionsAFileIsOnlyFormatted() {
    for (Path path : MudFormatterTest.files()) {
      byte[] octets = MudFormatterTest.bytes(path);
      assertEquals(
          MudFormatter.format(octets, ParseMode.STRICT).text(),
          MudParser.check(octets, ParseMode.STRICT).file().isEmpty()
              ? Optional.empty()
              : MudWidening.widen(octets, NOW, List.of()).text());
    }
  }

  @Test
  void aListThatBothPoliciesNameIsLeftAlone() {
    String shared =
        """
        {"ietf-mud:mud": {"mud-version": 1, "mud-url": "https://lamp.example/v1",
          "last-update": "2026-01-01T00:00:00Z", "is-supported": true,
          "from-device-policy": {"access-lists": {"access-list": [{"name": "to-v4"}]}},
          "to-device-policy": {"access-lists": {"access-list": [{"name": "to-v4"}]}}},
         "ietf-access-control-list:acls": {"acl": [
          {"name": "to-v4", "type": "ipv4-acl-type", "aces": {"ace": [
            {"name": "one", "matches": {"ietf-mud:mud": {"local-networks": [null]}},
             "actions": {"forwarding": "accept"}}]}}]}}
        """;
    MudWidening.Addition more = new MudWidening.Addition(Direction.TO_DEVICE, Family.IPV4, ACE);
    byte[] octets = shared.getBytes(StandardCharsets.UTF_8);
    MudFile after = parsed(MudWidening.widen(octets, NOW, List.of(more)).text().orElseThrow());
    assertEquals(List.of("to-v4"), after.fromDevice().stream().map(MudAcl::name).toList());
    assertEquals(List.of("to-v4", "to-v4-2"), after.toDevice().stream().map(MudAcl::name).toList());
    assertEquals(List.of("one"), names(after.fromDevice()));
  }
}
