package org.mudward.enforcer.openflow;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.projectfloodlight.openflow.protocol.OFConfigFlags;
import org.projectfloodlight.openflow.protocol.OFControllerRole;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFeaturesReply;
import org.projectfloodlight.openflow.protocol.OFGetConfigReply;
import org.projectfloodlight.openflow.protocol.OFHello;
import org.projectfloodlight.openflow.protocol.OFHelloElem;
import org.projectfloodlight.openflow.protocol.OFHelloElemVersionbitmap;
import org.projectfloodlight.openflow.protocol.OFHelloFailedCode;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFPortStatus;
import org.projectfloodlight.openflow.protocol.OFRoleReply;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.DatapathId;
import org.projectfloodlight.openflow.types.U32;
import org.projectfloodlight.openflow.types.U64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first words with a switch: version, features, configuration, ports, and the role of master,
 * so that no other controller changes the tables meanwhile. Then a {@link SwitchSession} takes its
 * place.
 */
final class Handshake extends SimpleChannelInboundHandler<SwitchMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  /** Open vSwitch answers within milliseconds; who is not through by then is no switch. */
  private static final int DEADLINE_SECONDS = 10;

  /** OFPCML_NO_BUFFER: frames come whole. */
  private static final int WHOLE_FRAME = 0xFFFF;

  /**
   * OFPC_FRAG_NX_MATCH of Open vSwitch, which has the value of two standard bits together: first
   * fragments show their ports and types. Otherwise the switch pretends that they are zero, and a
   * rule for "all ports but 22" would let a fragment to port 22 pass.
   */
  static final Set<OFConfigFlags> NX_MATCH =
      Set.of(OFConfigFlags.FRAG_DROP, OFConfigFlags.FRAG_REASM);

  /** OFPC_FRAG_DROP, for switches without that. */
  private static final Set<OFConfigFlags> DROP = Set.of(OFConfigFlags.FRAG_DROP);

  /** The number of the request to configure, whose refusal is no end. */
  private static final int SET_CONFIG = 77;

  /** What has to be heard before the session is ready. */
  private enum Answer {
    HELLO,
    FEATURES,
    CONFIGURATION,
    PORTS,
    MASTER
  }

  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private final Set<Answer> awaited = EnumSet.allOf(Answer.class);
  private final SwitchPorts ports = new SwitchPorts();
  private final FrameListener frames;
  private final Consumer<SwitchSession> ready;
  private final Runnable portsChanged;
  private boolean fragments = true;
  private DatapathId datapath = DatapathId.NONE;
  private @Nullable Future<?> deadline;

  Handshake(FrameListener frames, Consumer<SwitchSession> ready, Runnable portsChanged) {
    this.frames = frames;
    this.ready = ready;
    this.portsChanged = portsChanged;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    List<U32> version = List.of(U32.of(1L << WireHeader.VERSION));
    context.writeAndFlush(messages.hello(List.of(messages.helloElemVersionbitmap(version))));
    deadline =
        context
            .executor()
            .schedule(() -> fail(context, "too slow"), DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, SwitchMessage message) {
    if (message instanceof SwitchMessage.Failure failure) {
      if (failure.xid() != SET_CONFIG) { // what it made of that, it is asked right behind
        fail(context, failure.reason());
      }
    } else if (message instanceof SwitchMessage.Ordinary ordinary) {
      hear(context, ordinary.message());
    }
    if (awaited.isEmpty()) {
      SwitchSession session =
          new SwitchSession(datapath.getLong(), ports, frames, portsChanged, fragments);
      context.pipeline().replace(this, "session", session);
      ready.accept(session);
    }
  }

  private void hear(ChannelHandlerContext context, OFMessage message) {
    if (message instanceof OFHello hello) {
      greet(context, hello);
    } else if (awaited.contains(Answer.HELLO)) {
      fail(context, "no hello");
    } else if (message instanceof OFFeaturesReply features) {
      datapath = features.getDatapathId();
      awaited.remove(Answer.FEATURES);
    } else if (message instanceof OFGetConfigReply config) {
      configured(context, config);
    } else if (message instanceof OFPortDescStatsReply reply) {
      reply.getEntries().forEach(ports::add);
      if (!reply.getFlags().contains(OFStatsReplyFlags.REPLY_MORE)) {
        awaited.remove(Answer.PORTS);
      }
    } else if (message instanceof OFPortStatus status) {
      ports.change(status);
    } else if (message instanceof OFRoleReply role) {
      role(context, role);
    }
  }

  private void greet(ChannelHandlerContext context, OFHello hello) {
    if (!awaited.remove(Answer.HELLO)) {
      fail(context, "two hellos");
      return;
    }
    if (!speaks13(hello)) {
      context.write(
          messages
              .errorMsgs()
              .buildHelloFailedErrorMsg()
              .setXid(hello.getXid())
              .setCode(OFHelloFailedCode.INCOMPATIBLE)
              .build());
      context.flush();
      fail(context, "it does not speak OpenFlow 1.3");
      return;
    }
    context.write(messages.featuresRequest());
    configure(context, NX_MATCH);
    context.write(messages.buildPortDescStatsRequest().build());
    context.writeAndFlush(role(OFControllerRole.ROLE_NOCHANGE, 0));
  }

  private static boolean speaks13(OFHello hello) {
    if (hello.getVersion().getWireVersion() < WireHeader.VERSION) {
      return false;
    }
    for (OFHelloElem element : hello.getElements()) {
      if (element instanceof OFHelloElemVersionbitmap versions) {
        return !versions.getBitmaps().isEmpty()
            && (versions.getBitmaps().get(0).getRaw() & 1 << WireHeader.VERSION) != 0;
      }
    }
    return true;
  }

  /** openflowj shows the two bits together as none of the ways it knows. */
  static boolean hidesFragments(OFGetConfigReply config) {
    Set<OFConfigFlags> flags = config.getFlags();
    return flags.contains(OFConfigFlags.FRAG_NORMAL)
        || flags.contains(OFConfigFlags.FRAG_DROP) != flags.contains(OFConfigFlags.FRAG_REASM);
  }

  private void configure(ChannelHandlerContext context, Set<OFConfigFlags> flags) {
    context.write(
        messages
            .buildSetConfig()
            .setXid(SET_CONFIG)
            .setFlags(flags)
            .setMissSendLen(WHOLE_FRAME)
            .build());
    context.writeAndFlush(messages.getConfigRequest());
  }

  /** Whether a switch drops all fragments, which is as good as showing what they are. */
  static boolean dropsFragments(OFGetConfigReply config) {
    return config.getFlags().equals(DROP);
  }

  private void configured(ChannelHandlerContext context, OFGetConfigReply config) {
    if (hidesFragments(config) && fragments) {
      fragments = false;
      configure(context, DROP);
    } else if (fragments ? hidesFragments(config) : !dropsFragments(config)) {
      fail(context, "it hides the ports of first fragments (no nx-match): " + config.getFlags());
    } else if (config.getMissSendLen() == WHOLE_FRAME) {
      awaited.remove(Answer.CONFIGURATION);
    } else {
      fail(context, "it cuts frames to " + config.getMissSendLen());
    }
  }

  /**
   * The switch first tells its generation number, then accepts one more as master. A clock would
   * not do: gateways start without one, and a number from the past is refused.
   */
  private void role(ChannelHandlerContext context, OFRoleReply reply) {
    if (reply.getRole() == OFControllerRole.ROLE_MASTER) {
      awaited.remove(Answer.MASTER);
    } else {
      long generation = reply.getGenerationId().getValue() + 1;
      context.writeAndFlush(role(OFControllerRole.ROLE_MASTER, generation));
    }
  }

  private OFMessage role(OFControllerRole role, long generation) {
    return messages.buildRoleRequest().setRole(role).setGenerationId(U64.of(generation)).build();
  }

  private void fail(ChannelHandlerContext context, String reason) {
    if (context.channel().isOpen()) {
      LOG.warn(
          "event=switch.rejected peer={} reason=\"{}\"", context.channel().remoteAddress(), reason);
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, String.valueOf(cause.getMessage()));
  }
}
