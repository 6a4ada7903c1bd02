package org.mudward.cli.audit;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.policy.Decision;
import org.mudward.policy.End;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Ruling;

/**
 * The table of {@code --packets}: one row for each frame, as comma-separated values (RFC 4180, with
 * the line ends of Unix). What a frame does not have, or does not show, is empty.
 */
public final class PacketTable {
  static final String HEADER =
      "frame,time,src_mac,dst_mac,protocol,src,src_port,dst,dst_port,"
          + "verdict,sender_origin,receiver_origin\n";

  private final Writer out;
  private final StringBuilder row = new StringBuilder();
  private final Map<Ruling, String> origins = new HashMap<>();

  /** Starts the table with its header. */
  public PacketTable(Writer out) throws IOException {
    this.out = out;
    out.write(HEADER);
  }

  /** Writes the row of a frame. */
  public void write(long number, long micros, Packet packet, Decision decision) throws IOException {
    row.setLength(0);
    row.append(number)
        .append(',')
        .append(micros == CapturedFrame.NO_TIME ? "" : Words.time(micros));
    row.append(',')
        .append(mac(packet, End.SOURCE))
        .append(',')
        .append(mac(packet, End.DESTINATION));
    row.append(',').append(Words.protocol(packet));
    end(packet, End.SOURCE);
    end(packet, End.DESTINATION);
    row.append(',').append(decision.outcome());
    row.append(',').append(origin(decision.sender()));
    row.append(',').append(origin(decision.receiver())).append('\n');
    out.append(row);
  }

  private static String mac(Packet packet, End end) {
    return packet.isEthernet() ? new MacAddress(packet.mac(end)).toString() : "";
  }

  private void end(Packet packet, End end) {
    row.append(',');
    if (packet.family() != null) {
      row.append(packet.address(end));
    }
    row.append(',');
    int port = packet.port(end);
    if (port >= 0) {
      row.append(port);
    }
  }

  private String origin(@Nullable Ruling ruling) {
    return ruling == null
        ? ""
        : origins.computeIfAbsent(ruling, r -> Words.csv(r.origin().toString()));
  }
}
