package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.projectfloodlight.openflow.protocol.OFControllerRole;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.DatapathId;
import org.projectfloodlight.openflow.types.U32;
import org.projectfloodlight.openflow.types.U64;

/** The switch's end of a session, which does what a test wants. */
final class FakeSwitch implements AutoCloseable {
  private static final OFFactory MESSAGES = OFFactories.getFactory(OFVersion.OF_13);
  private static final int PATIENCE_MILLIS = 40_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  FakeSwitch(InetSocketAddress controller) throws IOException {
    socket.connect(controller);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    socket.getOutputStream().flush();
  }

  void send(String hex) throws IOException {
    send(ByteBufUtil.decodeHexDump(hex));
  }

  void send(OFMessage message) throws IOException {
    ByteBuf octets = Unpooled.buffer();
    message.writeTo(octets);
    send(ByteBufUtil.getBytes(octets));
  }

  /** The next message from the controller. */
  byte[] next() throws IOException {
    byte[] header = in.readNBytes(8);
    if (header.length < 8) {
      throw new IOException("closed");
    }
    int length = (header[2] & 0xFF) << 8 | (header[3] & 0xFF);
    ByteBuf whole = Unpooled.buffer().writeBytes(header).writeBytes(in.readNBytes(length - 8));
    return ByteBufUtil.getBytes(whole);
  }

  static int xid(byte[] message) {
    return Unpooled.wrappedBuffer(message).getInt(4);
  }

  /** Whether the controller ends the session, sooner or later. */
  boolean isClosedByPeer() throws IOException {
    try {
      while (true) {
        next();
      }
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  void greet() throws IOException {
    send(MESSAGES.hello(List.of(MESSAGES.helloElemVersionbitmap(List.of(U32.of(1L << 4))))));
  }

  /** Answers whatever is asked until the controller is content. */
  void handshake(long datapath) throws IOException {
    greet();
    for (boolean master = false; !master; ) {
      byte[] octets = next();
      long xid = Integer.toUnsignedLong(xid(octets));
      OFMessage message;
      try {
        message = OFFactories.getGenericReader().readFrom(Unpooled.wrappedBuffer(octets));
      } catch (org.projectfloodlight.openflow.exceptions.OFParseError e) {
        throw new IOException(e);
      }
      if (message.getType() == OFType.FEATURES_REQUEST) {
        send(
            MESSAGES
                .buildFeaturesReply()
                .setXid(xid)
                .setDatapathId(DatapathId.of(datapath))
                .build());
      } else if (message.getType() == OFType.GET_CONFIG_REQUEST) {
        send(
            MESSAGES
                .buildGetConfigReply()
                .setXid(xid)
                .setFlags(Handshake.NX_MATCH)
                .setMissSendLen(0xFFFF)
                .build());
      } else if (message.getType() == OFType.STATS_REQUEST) {
        send(MESSAGES.buildPortDescStatsReply().setXid(xid).build());
      } else if (message instanceof org.projectfloodlight.openflow.protocol.OFRoleRequest role) {
        master = role.getRole() == OFControllerRole.ROLE_MASTER;
        send(
            MESSAGES
                .buildRoleReply()
                .setXid(xid)
                .setRole(master ? OFControllerRole.ROLE_MASTER : OFControllerRole.ROLE_EQUAL)
                .setGenerationId(U64.of(-1L))
                .build());
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
