package org.mudward.enforcer.openflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFMeterConfig;
import org.projectfloodlight.openflow.protocol.OFMeterConfigStatsReply;
import org.projectfloodlight.openflow.protocol.OFMeterFeaturesStatsReply;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Asks how many meters the switch can have, and reads those that it has. */
final class ReadMeters extends Exchange<ReadMeters.Found> {
  /** OFPM_ALL. */
  private static final long ALL = 0xFFFF_FFFFL;

  /** What the switch has; none if it knows no meters. */
  record Found(long greatestNumber, List<OFMeterConfig> meters) {
    Found {
      meters = List.copyOf(meters);
    }
  }

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final List<OFMeterConfig> meters = new ArrayList<>();
  private SwitchSession.@Nullable Outlet out;
  private long greatest;
  private int xid;

  @Override
  void begin(SwitchSession.Outlet outlet) {
    out = outlet;
    xid = outlet.nextXid();
    outlet.send(
        messages.buildMeterFeaturesStatsRequest().setXid(Integer.toUnsignedLong(xid)).build());
  }

  @Override
  void hear(SwitchMessage message) {
    if (message instanceof SwitchMessage.Failure failure && failure.xid() == xid) {
      finish(new Found(0, List.of()));
    } else if (message instanceof SwitchMessage.Ordinary ordinary
        && (int) ordinary.message().getXid() == xid) {
      if (ordinary.message() instanceof OFMeterFeaturesStatsReply reply) {
        features(reply);
      } else if (ordinary.message() instanceof OFMeterConfigStatsReply reply) {
        configs(reply);
      }
    }
  }

  private void features(OFMeterFeaturesStatsReply reply) {
    greatest = reply.getFeatures().getMaxMeter();
    SwitchSession.Outlet outlet = out;
    if (greatest == 0 || outlet == null) {
      finish(new Found(0, List.of()));
      return;
    }
    xid = outlet.nextXid();
    outlet.send(
        messages
            .buildMeterConfigStatsRequest()
            .setXid(Integer.toUnsignedLong(xid))
            .setMeterId(ALL)
            .build());
  }

  private void configs(OFMeterConfigStatsReply reply) {
    if (meters.size() + reply.getEntries().size() > greatest) {
      fail("the switch shows more meters than it says it can have");
      return;
    }
    meters.addAll(reply.getEntries());
    if (!reply.getFlags().contains(OFStatsReplyFlags.REPLY_MORE)) {
      finish(new Found(greatest, meters));
    }
  }
}
