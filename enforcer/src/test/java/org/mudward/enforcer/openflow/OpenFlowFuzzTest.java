package org.mudward.enforcer.openflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets of a switch are messages, or the {@link DecoderException} that ends its session. */
class OpenFlowFuzzTest {
  private static final int STATISTICS = 2000;

  static Stream<byte[]> seeds() {
    Stream<byte[]> small =
        Stream.of(
                "0400000800000001",
                "0600001000000001" + "0001000800000052",
                "0402000a12345678" + "abcd",
                "0406002000000002" + "0000000000000007" + "00000100fe000000" + "0000004f00000000",
                "0401001400000003" + "00050002" + "040e000800000000",
                "0404001800000004" + "4f4e4600000008fc" + "0000000100010003",
                "0415000800000005",
                "040a002200000006" + "ffffffff000801000000000000000000" + "0001000480000004",
                "040c005000000007" + "0200000000000000",
                "0413001000000008" + "000d000000000000")
            .map(ByteBufUtil::decodeHexDump);
    byte[] statistics = Arrays.copyOf(CodecTest.statistics(), STATISTICS);
    statistics[2] = STATISTICS >> 8;
    statistics[3] = (byte) STATISTICS;
    return Stream.concat(small, Stream.of(statistics));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySeedIsFine(byte[] seed) {
    everyStreamIsMessagesOrTheEndOfTheSession(seed);
  }

  @FuzzTest
  void everyStreamIsMessagesOrTheEndOfTheSession(byte[] stream) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameSplitter(), new MessageDecoder());
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(stream));
      channel.finish();
    } catch (DecoderException ends) {
      assertNotNull(ends.getMessage());
    }
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      examine(message);
    }
    channel.close();
  }

  private static void examine(Object message) {
    assertTrue(message instanceof SwitchMessage, message::toString);
    if (message instanceof SwitchMessage.FlowStats stats) {
      for (InstalledFlow flow : stats.flows()) {
        flow.isIntact();
        if (flow.match() != null) {
          byte[] written = FlowModEncoder.fields(flow.match());
          assertEquals(flow.match(), OxmCodec.readFields(Unpooled.wrappedBuffer(written)).get());
        }
      }
    }
  }
}
