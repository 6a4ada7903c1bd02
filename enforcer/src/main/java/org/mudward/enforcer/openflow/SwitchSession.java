package org.mudward.enforcer.openflow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.DropStage;
import org.mudward.policy.Packet;
import org.mudward.policy.flow.Admission;
import org.mudward.policy.flow.FlowAction;
import org.mudward.policy.flow.Pipeline;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPacketIn;
import org.projectfloodlight.openflow.protocol.OFPortStatus;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.OFBufferId;
import org.projectfloodlight.openflow.types.OFPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a switch that is ready for work: one {@link Exchange} at a time, while copied
 * frames come in between.
 *
 * <p>Its state belongs to the event loop of its channel; {@link #run}, {@link #close} and the plain
 * getters may be called from anywhere.
 */
final class SwitchSession extends SimpleChannelInboundHandler<SwitchMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchSession.class);

  /**
   * A home sees a few frames of DHCP and LLDP a minute; a flood must not become one to the manager.
   * One port gets half of it at most.
   */
  private static final double FRAMES_A_SECOND = 100;

  /** A power cut ends, and every device asks for its lease at once. */
  private static final double FRAMES_AT_ONCE = 500;

  /**
   * Every device of a large site asks for a name now and then; a flood of answers goes on unheld.
   * One device gets a tenth of it at most.
   */
  private static final double HELD_A_SECOND = 500;

  private static final double HELD_AT_ONCE = 1000;

  /**
   * Meters bound what one policy's devices make of it; this bounds all of them together. One port
   * gets half of it at most.
   */
  private static final double SAMPLES_A_SECOND = 100;

  private static final double SAMPLES_AT_ONCE = 200;

  /** A meter bounds the announcements of all; this keeps half of them for others than one port. */
  private static final double ANNOUNCED_A_SECOND = 10;

  private static final double ANNOUNCED_AT_ONCE = 50;

  /** A resolver is asked again after some seconds; whoever should answer by then does not. */
  private static final long HELD_MILLIS = 1000;

  private static final int SHORTEST_FRAME = 14;

  /** Messages after which written octets are handed to the kernel. */
  private static final int FLUSH_EVERY = 512;

  private final long datapath;
  private final SwitchPorts ports;
  private final FrameListener frames;
  private final Runnable portsChanged;
  private final boolean fragments;
  private volatile @Nullable BridgeSettings bridge;
  private volatile boolean management;
  private final FairShare copies =
      new FairShare(
          FRAMES_A_SECOND / 2,
          FRAMES_AT_ONCE / 2,
          FRAMES_A_SECOND,
          FRAMES_AT_ONCE,
          System.nanoTime());
  private final FairShare announcements =
      new FairShare(
          ANNOUNCED_A_SECOND / 2,
          ANNOUNCED_AT_ONCE / 2,
          ANNOUNCED_A_SECOND,
          ANNOUNCED_AT_ONCE,
          System.nanoTime());
  private final FairShare holding =
      new FairShare(
          HELD_A_SECOND / 10, HELD_AT_ONCE / 10, HELD_A_SECOND, HELD_AT_ONCE, System.nanoTime());
  private final FairShare samples =
      new FairShare(
          SAMPLES_A_SECOND / 2,
          SAMPLES_AT_ONCE / 2,
          SAMPLES_A_SECOND,
          SAMPLES_AT_ONCE,
          System.nanoTime());
  private final OFFactory messages = OFFactories.getFactory(OFVersion.OF_13);
  private long framesLeftOut;
  private final CompletableFuture<ChannelHandlerContext> added = new CompletableFuture<>();
  private @Nullable Exchange<?> current;
  private int lastXid = 1000;
  private int unflushed;
  private volatile boolean closed;

  /**
   * @param portsChanged is told when another port has a name than before, on the event loop
   * @param fragments whether fragments reach the tables; if not, the switch drops them all
   */
  SwitchSession(
      long datapath,
      SwitchPorts ports,
      FrameListener frames,
      Runnable portsChanged,
      boolean fragments) {
    this.fragments = fragments;
    this.datapath = datapath;
    this.ports = ports;
    this.frames = frames;
    this.portsChanged = portsChanged;
  }

  /** Says which of our switches this is; before, nothing that it copies is believed. */
  void belongsTo(BridgeSettings settings) {
    bridge = settings;
  }

  /** Whether fragments reach the tables; if not, the switch drops them all. */
  boolean fragments() {
    return fragments;
  }

  /** Its ports as they are now. */
  SwitchPorts.Known ports() {
    return ports.known();
  }

  long datapath() {
    return datapath;
  }

  /** Whether this is the bridge's own socket, to which we connected, and not its controller's. */
  boolean isManagement() {
    return management;
  }

  boolean isOpen() {
    return !closed;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    management = context.channel() instanceof NioDomainSocketChannel;
    added.complete(context);
  }

  /**
   * Starts an exchange; its result comes when the switch has answered, or an error if it is gone.
   */
  <T> CompletableFuture<T> run(Exchange<T> exchange) {
    added.thenAccept(context -> context.executor().execute(() -> begin(context, exchange)));
    exchange.feed(task -> added.thenAccept(context -> context.executor().execute(task)));
    return exchange.result();
  }

  private void begin(ChannelHandlerContext context, Exchange<?> exchange) {
    if (closed || current != null) {
      exchange.fail(closed ? "the session is closed" : "the switch is busy");
      return;
    }
    current = exchange;
    exchange.begin(new Outlet(context));
    context.flush();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, SwitchMessage message) {
    if (message instanceof SwitchMessage.Ordinary ordinary
        && (hearFrame(context, ordinary.message()) || hearPort(ordinary.message()))) {
      return;
    }
    if (message instanceof SwitchMessage.Failure failure
        && failure.reason().equals(ErrorText.IS_SLAVE)) {
      // Nothing is wrong with what was sent: a bridge that waited connects by itself just now.
      close("another connection is the switch's master");
      return;
    }
    Exchange<?> exchange = current;
    if (exchange == null) {
      if (message instanceof SwitchMessage.Failure failure) {
        LOG.warn("event=switch.error xid={} reason=\"{}\"", failure.xid(), failure.reason());
      }
      return;
    }
    exchange.hear(message);
    if (exchange.result().isDone()) {
      current = null;
    }
    context.flush();
  }

  private boolean hearPort(OFMessage message) {
    if (message instanceof OFPortStatus status) {
      if (ports.change(status)) {
        portsChanged.run();
      }
      return true;
    }
    return false;
  }

  private boolean hearFrame(ChannelHandlerContext context, OFMessage message) {
    if (!(message instanceof OFPacketIn packet)) {
      return false;
    }
    byte[] frame = packet.getData();
    BridgeSettings known = bridge;
    if (FlowCookie.isOurs(packet.getCookie().getValue()) && frame.length >= SHORTEST_FRAME) {
      Optional<DropStage> dropped = Pipeline.dropStage(packet.getTableId().getValue());
      if (Pipeline.holds(packet.getTableId().getValue())) {
        hold(context, packet, frame);
      } else if (known == null) {
        LOG.debug("event=frame.of-a-stranger datapath={}", datapath);
      } else if (dropped.isPresent()) {
        sample(place(known, inPort(packet)), dropped.get(), packet, frame);
      } else {
        copied(place(known, inPort(packet)), inPort(packet), frame);
      }
    }
    return true;
  }

  /** Announcements take nothing from what leases and MUD URLs are learnt from. */
  private void copied(String place, int port, byte[] frame) {
    boolean announced = Admission.isAnnouncement(Packet.of(frame));
    if ((announced ? announcements : copies).take(port, System.nanoTime())) {
      frames.seen(place, frame);
    } else if (!announced && Long.bitCount(++framesLeftOut) == 1) { // at 1, 2, 4, 8 and so on
      LOG.warn("event=switch.frames-left-out count={}", framesLeftOut);
    }
  }

  private void sample(String place, DropStage stage, OFPacketIn packet, byte[] frame) {
    if (samples.take(inPort(packet), System.nanoTime())) {
      int length = Math.max(frame.length, packet.getTotalLen());
      // Open vSwitch keeps no packets for the controller, and therefore sends them whole.
      int shown = Math.min(frame.length, FlowAction.Drop.SAMPLE_OCTETS);
      frames.dropped(place, stage, length, Arrays.copyOf(frame, shown));
    }
  }

  private void hold(ChannelHandlerContext context, OFPacketIn packet, byte[] frame) {
    int port = inPort(packet);
    long receiver = Packet.of(frame).destinationMac();
    OFMessage onward =
        messages
            .buildPacketOut()
            .setBufferId(OFBufferId.NO_BUFFER)
            .setInPort(OFPort.of(port))
            .setActions(List.of(messages.actions().output(OFPort.NORMAL, 0)))
            .setData(frame)
            .build();
    BridgeSettings known = bridge;
    HeldFrame held =
        new HeldFrame(
            known == null ? "" : place(known, port),
            frame,
            () -> context.executor().execute(() -> context.writeAndFlush(onward)));
    if (known != null && holding.take(receiver, System.nanoTime())) {
      context.executor().schedule(held::release, HELD_MILLIS, TimeUnit.MILLISECONDS);
      frames.held(held);
    } else {
      held.release();
    }
  }

  /** Where a frame came in; empty if it came from another switch, which knows that better. */
  private String place(BridgeSettings known, int port) {
    String name = ports.name(port);
    return known.trunks().contains(name) ? "" : LocalPorts.place(known.name(), name);
  }

  private static int inPort(OFPacketIn packet) {
    OFPort port = packet.getMatch().get(MatchField.IN_PORT);
    return port == null ? 0 : port.getPortNumber();
  }

  /** Ends the session; the switch will come back. */
  void close(String reason) {
    if (!closed) {
      LOG.warn("event=switch.closing reason=\"{}\"", reason);
    }
    added.thenAccept(ChannelHandlerContext::close);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed = true;
    if (current != null) {
      current.fail("the switch is gone");
      current = null;
    }
    LOG.info("event=switch.gone peer={}", context.channel().remoteAddress());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (context.channel().isOpen()) {
      close(String.valueOf(cause.getMessage()));
    }
  }

  /** Where an exchange writes to. */
  final class Outlet {
    private final ChannelHandlerContext context;

    private Outlet(ChannelHandlerContext context) {
      this.context = context;
    }

    /** A number for a request. */
    int nextXid() {
      return ++lastXid;
    }

    /**
     * Numbers for requests, one after the other.
     *
     * @return the first
     */
    int nextXids(int count) {
      int first = lastXid + 1;
      lastXid += count;
      return first;
    }

    /** Sends this and whatever was sent before. */
    void sendNow(Object message) {
      context.writeAndFlush(message);
    }

    void send(OFMessage message) {
      write(message);
    }

    void send(ByteBuf message) {
      write(message);
    }

    private void write(Object message) {
      context.write(message);
      if (++unflushed % FLUSH_EVERY == 0) {
        context.flush();
      }
    }
  }
}
