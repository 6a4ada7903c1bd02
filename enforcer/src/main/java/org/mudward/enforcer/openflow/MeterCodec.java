package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.flow.Meter;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFMeterConfig;
import org.projectfloodlight.openflow.protocol.OFMeterFlags;
import org.projectfloodlight.openflow.protocol.OFMeterMod;
import org.projectfloodlight.openflow.protocol.OFMeterModCommand;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.meterband.OFMeterBandDrop;

/** The messages that change meters (OpenFlow 1.3, section 7.3.4.4), and what a switch tells. */
final class MeterCodec {
  private static final OFFactory MESSAGES = OFFactories.getFactory(OFVersion.OF_13);

  private MeterCodec() {}

  /** Makes a meter, or another out of one that is there. */
  static ByteBuf set(Meter meter, boolean exists) {
    OFMeterFlags unit = meter.unit() == Meter.Unit.PACKETS ? OFMeterFlags.PKTPS : OFMeterFlags.KBPS;
    return encode(
        MESSAGES
            .buildMeterMod()
            .setCommand(exists ? OFMeterModCommand.MODIFY : OFMeterModCommand.ADD)
            .setFlags(Set.of(unit, OFMeterFlags.BURST))
            .setMeterId(meter.number())
            .setMeters(
                List.of(
                    MESSAGES
                        .meterBands()
                        .buildDrop()
                        .setRate(meter.rate())
                        .setBurstSize(meter.burst())
                        .build()))
            .build());
  }

  static ByteBuf delete(int number) {
    return encode(
        MESSAGES
            .buildMeterMod()
            .setCommand(OFMeterModCommand.DELETE)
            .setMeterId(number)
            .setMeters(List.of())
            .build());
  }

  private static ByteBuf encode(OFMeterMod message) {
    ByteBuf octets = Unpooled.buffer(64);
    message.writeTo(octets);
    return octets;
  }

  /** A meter as the switch has it; null if it is none that we would make. */
  static @Nullable Meter read(OFMeterConfig config) {
    boolean packets = config.getFlags().contains(OFMeterFlags.PKTPS);
    boolean kilobits = config.getFlags().contains(OFMeterFlags.KBPS);
    if (packets == kilobits
        || !config.getFlags().contains(OFMeterFlags.BURST)
        || config.getEntries().size() != 1
        || !(config.getEntries().get(0) instanceof OFMeterBandDrop band)) {
      return null;
    }
    try {
      return new Meter(
          Math.toIntExact(config.getMeterId()),
          packets ? Meter.Unit.PACKETS : Meter.Unit.KILOBITS,
          band.getRate(),
          band.getBurstSize());
    } catch (IllegalArgumentException | ArithmeticException notOurs) {
      return null;
    }
  }
}
