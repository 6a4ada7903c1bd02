package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.SwitchAbilities;

/** What a switch says its tables can do. */
class TableFeaturesTest {
  /** Metadata with mask, EtherType, ONF's TCP flags with mask, a field that nobody knows. */
  private static final String FIELDS =
      "80000508" + "80000a02" + "ffff5506" + "4f4e4600" + "90000004";

  private static String table(int number, String fields) {
    String match = "0008%04x".formatted(4 + fields.length() / 2) + fields;
    String padded = match + "00".repeat((8 - match.length() / 2 % 8) % 8);
    String other = "0000000800010000";
    return "%04x%02x".formatted(64 + (padded.length() + other.length()) / 2, number)
        + "00".repeat(61)
        + other
        + padded;
  }

  private static ByteBuf reply(int xid, boolean more, String... tables) {
    String body = "000c000" + (more ? 1 : 0) + "00000000" + String.join("", tables);
    String hex = "0413%04x%08x".formatted(8 + body.length() / 2, xid) + body;
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  private static SwitchMessage.Tables read(ByteBuf message) {
    assertTrue(TableFeatures.isMeant(message));
    return TableFeatures.read(message);
  }

  @Test
  void fieldsAreReadWithWhetherTheyTakeAMask() {
    SwitchMessage.Tables found = read(reply(9, true, table(3, FIELDS), table(4, "")));
    assertEquals(9, found.xid());
    assertTrue(found.more());
    assertEquals(
        List.of(
            new TableFeatures(
                3,
                Set.of(FlowField.METADATA, FlowField.ETHERTYPE, FlowField.TCP_FLAGS),
                Set.of(FlowField.METADATA, FlowField.TCP_FLAGS)),
            new TableFeatures(4, Set.of(), Set.of())),
        found.tables());
  }

  @Test
  void whatIsCutIsRefused() {
    ByteBuf whole = reply(9, false, table(3, FIELDS));
    for (int length = 17; length < whole.readableBytes(); length++) {
      ByteBuf cut = whole.copy(0, length);
      assertThrows(RuntimeException.class, () -> TableFeatures.read(cut), "cut to " + length);
    }
    assertEquals(1, read(whole).tables().size());
  }

  private static CompletableFuture<SwitchAbilities> ask(SwitchMessage... answers) {
    ReadAbilities asking = new ReadAbilities(false);
    for (SwitchMessage answer : answers) {
      asking.hear(answer);
    }
    return asking.result();
  }

  private static SwitchMessage tables(boolean more, int from, int to, Set<FlowField> fields) {
    List<TableFeatures> tables =
        java.util.stream.IntStream.range(from, to)
            .mapToObj(number -> new TableFeatures(number, fields, Set.of()))
            .toList();
    return new SwitchMessage.Tables(0, more, tables);
  }

  @Test
  void onlyWhatEveryUsedTableCanCounts() throws Exception {
    SwitchAbilities found =
        ask(
                tables(true, 0, 10, Set.of(FlowField.ETHERTYPE, FlowField.IP_TTL)),
                tables(false, 10, 15, Set.of(FlowField.ETHERTYPE)),
                tables(false, 15, 16, Set.of()))
            .get();
    assertEquals(new SwitchAbilities(Set.of(FlowField.ETHERTYPE), Set.of(), false), found);
  }

  @Test
  void whatOpenFlow13ComparesInPartIsBelievedWithoutAWord() throws Exception {
    Set<FlowField> fields = Set.of(FlowField.METADATA, FlowField.TCP_SOURCE);
    assertEquals(Set.of(FlowField.METADATA), ask(tables(false, 0, 15, fields)).get().masked());
  }

  @Test
  void aSwitchWithTooFewTablesIsNoUse() {
    assertTrue(ask(tables(false, 0, 14, Set.of())).isCompletedExceptionally());
  }

  @Test
  void ofOneThatDoesNotSayOpenFlow13IsBelievedAndNoExtension() throws Exception {
    SwitchAbilities found = ask(new SwitchMessage.Failure(0, "bad request")).get();
    assertEquals(List.of(), found.missing());
    assertEquals(false, found.whole().contains(FlowField.TCP_FLAGS));
    assertEquals(false, found.masked().contains(FlowField.TCP_SOURCE));
  }
}
