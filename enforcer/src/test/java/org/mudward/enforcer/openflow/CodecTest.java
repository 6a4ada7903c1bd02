package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowField;
import org.mudward.policy.flow.FlowMatch;
import org.mudward.policy.flow.Masked;

/** Octets without a switch; {@link FlowSwitchTest} asks a real one. */
class CodecTest {

  @Test
  void matchesAndActionsComeBack() {
    for (FlowMatch match : SampleFlows.matches()) {
      ByteBuf octets = Unpooled.wrappedBuffer(FlowModEncoder.fields(match));
      assertEquals(Optional.of(match), OxmCodec.readFields(octets));
    }
    List<FlowAction> actions = new ArrayList<>(SampleFlows.actions());
    actions.add(new FlowAction.Metered(0xFFFF, 6));
    actions.add(new FlowAction.CopySome(4096, 1));
    actions.add(new FlowAction.Drop(4096));
    actions.add(new FlowAction.Track(1));
    actions.add(new FlowAction.Commit());
    actions.add(new FlowAction.Drop(0xFFFF));
    for (FlowAction action : actions) {
      Octets octets = new Octets(1);
      InstructionCodec.write(action, octets);
      assertEquals(Optional.of(action), InstructionCodec.read(octets.buffer()));
    }
  }

  @Test
  void aFlowModIsTheseOctets() {
    FlowMatch match =
        SampleFlows.match(
            FlowField.METADATA, Masked.of(0x100, 0xF00),
            FlowField.IP_FRAGMENT, Masked.of(0, 2));
    FlowEntry entry = new FlowEntry(4, 0x1234, match, new FlowAction.Goto(5, 0, 0, false));
    String cookie = Long.toHexString(FlowCookie.of(entry));
    assertEquals(
        "040e005800000000"
            + cookie
            + "0000000000000000"
            + "0400" // table, add
            + "000000001234"
            + "ffffffffffffffffffffffff"
            + "00000000"
            + "0001001e" // the match has 30 octets
            + "80000510"
            + "0000000000000100"
            + "0000000000000f00"
            + "00013502"
            + "0002"
            + "0000"
            + "0001000805000000",
        ByteBufUtil.hexDump(new FlowStep.Add(entry).encode()));
  }

  @Test
  void whatNoEntryOfOursAsksOrDoesIsNotGuessed() {
    assertEquals(Optional.of(FlowMatch.ANY.at("1")), fields("80000004" + "00000001"));
    assertEquals(Optional.empty(), fields("80000204" + "00000001"), "in_phy_port");
    assertEquals(Optional.empty(), fields("80000002" + "0001"), "in_port, too short");
    assertEquals(Optional.empty(), fields("80000a02" + "0800" + "80000a02" + "0800"), "twice");
    assertEquals(Optional.empty(), fields("80000a01" + "08"), "too short");
    assertEquals(
        Optional.empty(), actions("0003001800000000" + "00000010fffffffaffff000000000000"));
    assertEquals(
        Optional.empty(), actions("0004001800000000" + "00000010fffffffbffff000000000000"));
    assertEquals(
        Optional.empty(), actions("0004001800000000" + "00000010fffffffd0080000000000000"));
    String meter = "0006000800001000";
    assertEquals(Optional.empty(), actions(meter), "and then nothing");
    assertEquals(Optional.empty(), actions(meter + meter + "0001000806000000"), "two meters");
    assertEquals(
        Optional.empty(),
        actions(meter + "0004001800000000" + "00000010fffffffaffff000000000000"),
        "and forwards");
    assertEquals(Optional.of(SampleFlows.DROP), actions(""));
  }

  @Test
  void aSampledDropIsAMeterAndTheBeginningToTheControllerAndNothingElse() {
    String meter = "0006000800001000";
    String sample = "0004001800000000" + "00000010fffffffd0100000000000000";
    String normal = "0004001800000000" + "00000010fffffffa0000000000000000";
    String whole = "0004001800000000" + "00000010fffffffdffff000000000000";
    String metadata = "0002001800000000" + "0000000000000001" + "00000000000000ff";
    Octets octets = new Octets(1);
    InstructionCodec.write(new FlowAction.Drop(4096), octets);
    assertEquals(meter + sample, ByteBufUtil.hexDump(octets.buffer()));
    assertEquals(Optional.of(new FlowAction.Drop(4096)), actions(meter + sample));
    for (String other :
        List.of(
            sample, // without a bound
            "0006000800000007" + sample, // by a meter of somebody else
            meter + sample + sample,
            meter + whole, // no form of ours
            meter + whole + sample,
            meter + sample + normal, // forwards
            meter + metadata + sample,
            meter + sample + "0001000806000000")) { // goes on
      assertEquals(Optional.empty(), actions(other), other);
    }
    assertEquals(Optional.of(new FlowAction.Hold()), actions(whole));
  }

  private static Optional<FlowMatch> fields(String hex) {
    return OxmCodec.readFields(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
  }

  private static Optional<FlowAction> actions(String hex) {
    return InstructionCodec.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
  }

  @Test
  void cookiesTellEntriesApart() {
    Set<Long> cookies = new HashSet<>();
    List<FlowEntry> entries = SampleFlows.everything();
    entries.forEach(entry -> cookies.add(FlowCookie.of(entry)));
    assertEquals(entries.size(), cookies.size());
    assertTrue(cookies.stream().allMatch(FlowCookie::isOurs));
    assertFalse(FlowCookie.isOurs(0));
    FlowEntry entry = entries.get(5);
    assertNotEquals(
        FlowCookie.of(entry),
        FlowCookie.of(
            new FlowEntry(entry.table(), entry.priority() + 1, entry.match(), entry.action())));
  }

  /** Statistics of all sample entries, as a switch would send them. */
  static byte[] statistics() {
    Octets out = new Octets(1);
    out.writeByte(4).writeByte(19).writeShort(0).writeInt(77).writeShort(1).writeShort(0);
    out.writeInt(0);
    for (FlowEntry entry : SampleFlows.everything()) {
      int start = out.length();
      out.writeShort(0).writeByte(entry.table()).writeZero(9).writeShort(entry.priority());
      out.writeZero(10).writeLong(FlowCookie.of(entry)).writeLong(3).writeLong(180);
      OxmCodec.writeMatch(FlowModEncoder.fields(entry.match()), out);
      InstructionCodec.write(entry.action(), out);
      out.setShort(start, out.length() - start);
    }
    out.setShort(2, out.length());
    return out.toArray();
  }

  private static EmbeddedChannel channel() {
    return new EmbeddedChannel(new FrameSplitter(), new MessageDecoder());
  }

  @Test
  void statisticsAreReadInAnyPieces() {
    byte[] octets = statistics();
    EmbeddedChannel channel = channel();
    for (byte octet : octets) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {octet}));
    }
    SwitchMessage.FlowStats stats = channel.readInbound();
    assertEquals(77, stats.xid());
    assertFalse(stats.more());
    List<FlowEntry> entries = new ArrayList<>();
    for (InstalledFlow flow : stats.flows()) {
      assertTrue(flow.isIntact());
      assertEquals(3, flow.packets());
      entries.add(flow.entry());
    }
    assertEquals(SampleFlows.everything(), entries);
  }

  @Test
  void brokenMessagesOnlyEverEndTheSession() {
    Random random = new Random(8520);
    byte[] good = statistics();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = good.clone();
      for (int j = random.nextInt(1, 6); j > 0; j--) {
        octets[random.nextInt(8, octets.length)] = (byte) random.nextInt();
      }
      EmbeddedChannel channel = channel();
      try {
        channel.writeInbound(Unpooled.wrappedBuffer(octets));
        SwitchMessage message = channel.readInbound();
        if (message instanceof SwitchMessage.FlowStats stats) {
          stats.flows().forEach(InstalledFlow::isIntact);
        }
      } catch (DecoderException | MalformedMessageException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "most damage is noticed: " + refused);
  }

  @Test
  void randomMessagesOfEveryTypeOnlyEverEndTheSession() {
    Random random = new Random(8520);
    int refused = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] octets = new byte[random.nextInt(8, 120)];
      random.nextBytes(octets);
      octets[0] = 4;
      octets[1] = (byte) random.nextInt(30);
      octets[2] = 0;
      octets[3] = (byte) octets.length;
      try {
        channel().writeInbound(Unpooled.wrappedBuffer(octets));
      } catch (DecoderException | MalformedMessageException expected) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "most are noticed: " + refused);
  }

  @Test
  void frameRatesAreBounded() {
    TokenBucket bucket = new TokenBucket(10, 3, 0);
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += bucket.take(0) ? 1 : 0;
    }
    assertEquals(3, passed);
    assertTrue(bucket.take(100_000_001));
    assertFalse(bucket.take(100_000_001));
    assertTrue(bucket.take(200_000_002));
  }
}
