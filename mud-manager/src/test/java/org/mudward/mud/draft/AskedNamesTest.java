package org.mudward.mud.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.mud.draft.NamedBy.How;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.DnsMessages;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.observe.Conversation;
import org.mudward.policy.observe.Traffic;

class AskedNamesTest {
  private static final String CLOUD = "198.51.100.7";

  private final AskedNames names = new AskedNames(Map.of());

  private static DnsMessage answer(String name, String address) {
    return read(DnsMessages.answer(1, 0x8180, name, DnsMessage.A).address(name, 60, address));
  }

  private static DnsMessage read(DnsMessages message) {
    return DnsMessage.read(message.octets()).orElseThrow();
  }

  private static Conversation conversation(Long... beginnings) {
    return new Conversation(
        new MacAddress(0x10),
        new MacAddress(1),
        IpAddress.parse(CLOUD),
        6,
        443,
        false,
        Conversation.NONE,
        Traffic.NONE,
        Traffic.NONE,
        beginnings[0],
        Conversation.NO_TIME,
        Conversation.NO_TIME,
        List.of(beginnings));
  }

  private List<NamedBy> explain(Long... beginnings) {
    return names.explain(conversation(beginnings)).names();
  }

  @Test
  void theDevicesLastQuestionBeforeEachBeginningCounts() {
    names.answered(10, true, answer("a.example", CLOUD));
    names.answered(20, true, answer("b.example", CLOUD));
    assertEquals(List.of(new NamedBy("a.example", How.ASKED)), explain(15L));
    assertEquals(List.of(new NamedBy("b.example", How.ASKED)), explain(25L));
    assertEquals(
        List.of(new NamedBy("a.example", How.ASKED), new NamedBy("b.example", How.ASKED)),
        explain(15L, 25L, 26L));
    assertEquals(List.of(new NamedBy("a.example", How.ASKED_LATER)), explain(5L));
  }

  @Test
  void whatTheOperatorSaysComesBeforeLaterQuestionsAndThoseOfOthers() {
    AskedNames site = new AskedNames(Map.of("s.example", Set.of(IpAddress.parse(CLOUD))));
    site.answered(10, false, answer("o.example", CLOUD));
    site.answered(30, true, answer("a.example", CLOUD));
    assertEquals(
        List.of(new NamedBy("s.example", How.SITE)), site.explain(conversation(20L)).names());
    assertEquals(
        List.of(new NamedBy("a.example", How.ASKED)), site.explain(conversation(40L)).names());
  }

  @Test
  void othersQuestionsAreTheLastResort() {
    names.answered(10, false, answer("o.example", CLOUD));
    assertEquals(List.of(new NamedBy("o.example", How.OTHERS)), explain(20L));
    assertEquals(List.of(new NamedBy("o.example", How.OTHERS_LATER)), explain(5L));
    names.answered(30, true, answer("a.example", CLOUD));
    assertEquals(List.of(new NamedBy("a.example", How.ASKED_LATER)), explain(20L));
  }

  @Test
  void ofAChainOnlyTheNameThatWasAskedCounts() {
    names.answered(
        1,
        true,
        read(
            DnsMessages.answer(1, 0x8180, "a.example", DnsMessage.A)
                .alias("a.example", 60, "edge.cdn.example")
                .address("edge.cdn.example", 60, CLOUD)));
    assertEquals(List.of(new NamedBy("a.example", How.ASKED)), explain(2L));
  }

  @Test
  void namesThatNoFileCanHoldAndAddressesOfThisNetworkExplainNothing() {
    for (String name : List.of("-a.example", "a-.example", "a_.example", "a b.example")) {
      names.answered(1, true, answer(name, CLOUD));
    }
    names.answered(1, true, answer("a.example", "192.168.1.7"));
    assertEquals(List.of(), explain(2L));
  }

  @Test
  void aCaptureMadeToFillTheMemoryDoesNot() {
    for (int i = 0; i < AskedNames.MAX_ANSWERS; i++) {
      assertFalse(names.isFull());
      String address = "45." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      names.answered(i, true, answer("a.example", address));
    }
    assertTrue(names.isFull());
    names.answered(1 << 20, true, answer("late.example", CLOUD));
    assertEquals(List.of(), explain(1L << 21));
  }
}
