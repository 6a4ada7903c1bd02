package org.mudward.enforcer.audit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Ruling;

/**
 * Frames between a device and one peer by one service, one way, about which the policies said the
 * same. Grows with each of them.
 */
public final class Flow {
  /** The service of packets without ports, and the protocol of frames whose protocol is hidden. */
  public static final int NONE = -1;

  /** Frames with data that are looked at; a conversation begins with what it is. */
  static final int MAX_LOOKS = 16;

  /** Where a drop is kept to be explained: all headers, and what rules may ask of options. */
  private static final int EXAMPLE = 160;

  // Numbers and no objects: a large site has a hundred thousand of these.

  private final long device;
  private final Direction direction;
  private final Decision decision;
  private final @Nullable Family family;
  private final long high;
  private final long low;
  private final int protocol;
  private final int service;
  private final boolean served;
  private final boolean opened;
  private final @Nullable IpAddress own;
  private final int ownPort;
  private final int peerPort;

  /** The head of one of these frames; null unless they were dropped. */
  private byte @Nullable [] example;

  private int exampleLength;
  private final long peerMac;
  private final FlowMarks marks = new FlowMarks();
  private final long firstFrame;
  private final long firstMicros;
  private long lastMicros;
  private long frames;
  private long octets;
  private byte looks;
  private boolean answered;
  private @Nullable Content content;

  /**
   * @param own the device's address in the packet; null if that has none
   * @param firstFrame the number of the first of these frames
   * @param micros when that was
   */
  Flow(
      FlowKey key,
      Decision decision,
      Packet packet,
      @Nullable IpAddress own,
      long firstFrame,
      long micros) {
    this.decision = decision;
    this.firstFrame = firstFrame;
    firstMicros = micros;
    lastMicros = micros;
    device = key.device;
    direction = key.direction;
    family = key.family;
    high = key.high;
    low = key.low;
    protocol = key.protocol;
    service = key.service;
    served = key.served;
    opened = key.opened;
    this.own = own;
    ownPort = FirstPacket.number(packet, direction.peer().opposite());
    peerPort = FirstPacket.number(packet, direction.peer());
    peerMac = packet.mac(direction.peer());
    if (decision.outcome() == Decision.Outcome.DROP) {
      keep(packet);
    }
  }

  private void keep(Packet packet) {
    example = packet.copy(EXAMPLE).bytes().array();
    exampleLength = packet.wireLength();
  }

  /**
   * Whether this is the flow of that key and decision. The rulings of an entry are the same object
   * each time; comparing them by value would cost as much as the verdict.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean is(FlowKey key, Decision other) {
    return low == key.low
        && service == key.service
        && device == key.device
        && high == key.high
        && protocol == key.protocol
        && direction == key.direction
        && family == key.family
        && served == key.served
        && opened == key.opened
        && decision.sender() == other.sender()
        && decision.receiver() == other.receiver();
  }

  /**
   * Counts one of these frames.
   *
   * @param data of the packet, which is looked at if it is among the first that have some
   */
  void count(Packet packet, PacketData data, FrameFacts frame) {
    boolean replaces = example != null && frames > 0 && isWrongWay();
    add(frame);
    marks.see(packet, servedBy().opposite(), frame.number, frame.micros);
    if (replaces && !isWrongWay()) {
      keep(packet);
    }
    if (looks < MAX_LOOKS) {
      look(data);
    }
  }

  /**
   * Whether a further frame that opens no connection changes nothing here but numbers.
   *
   * @param data whether it has data, at which this may want to look
   */
  boolean isSettled(boolean data) {
    return (looks >= MAX_LOOKS || !data) && (example == null || !isWrongWay());
  }

  /** Counts a segment of TCP that opens no connection; only if this {@link #isSettled}. */
  void countSegment(int flags, FrameFacts frame) {
    add(frame);
    marks.seeSegment(flags, frame.number, frame.micros);
  }

  /**
   * Counts a datagram; only if this {@link #isSettled}.
   *
   * @param port that of the end that the service does not belong to
   */
  void countDatagram(int port, FrameFacts frame) {
    add(frame);
    marks.seeDatagram(port, frame.number, frame.micros);
  }

  private void add(FrameFacts frame) {
    frames++;
    octets += frame.size;
    lastMicros = Math.max(lastMicros, frame.micros);
  }

  /**
   * Whether all of it opens connections from the port of the service: an example of nothing else.
   */
  private boolean isWrongWay() {
    return servedBy() == End.SOURCE && marks.opened() == frames;
  }

  private void look(PacketData data) {
    Content found = data.content();
    if (found != null) {
      content = content == null || found.compareTo(content) < 0 ? found : content;
      looks++;
    }
  }

  /** One of these frames accepts a connection. */
  void answers() {
    answered = true;
  }

  public MacAddress device() {
    return new MacAddress(device);
  }

  /**
   * Whether it was seen which side a connection was opened to; if not, the lower of the two ports
   * is taken for the service's.
   */
  public boolean isOpeningSeen() {
    return opened;
  }

  /** Whether the device sent these frames, or they were sent to it. */
  public Direction direction() {
    return direction;
  }

  /** What the policies said; the same of every frame. */
  public Decision decision() {
    return decision;
  }

  /** What the policy of this device said. */
  public Ruling ruling() {
    Ruling own = direction == Direction.FROM_DEVICE ? decision.sender() : decision.receiver();
    if (own == null) {
      throw new IllegalStateException("a flow of a device without a policy");
    }
    return own;
  }

  /** Whether this stands for all the peers that there was no room for. */
  public boolean isRest() {
    return protocol == FlowKey.REST;
  }

  /** The address of the peer; its MAC address where there is no IP. */
  public String peer() {
    Family known = family;
    if (isRest()) {
      return "others";
    }
    return known == null
        ? new MacAddress(low).toString()
        : new IpAddress(known, high, low).toString();
  }

  /** The peer's IP address; null if these frames have none. */
  public @Nullable IpAddress address() {
    Family known = family;
    return known == null ? null : new IpAddress(known, high, low);
  }

  /** The device's own address in the first of these frames; null if that has none. */
  public @Nullable IpAddress own() {
    return own;
  }

  /**
   * The peer's address on the link when this began; that of the gateway, if the peer is not here.
   */
  public MacAddress peerMac() {
    return new MacAddress(peerMac);
  }

  /** What tells who began, and whether that was answered. */
  FlowMarks marks() {
    return marks;
  }

  /** Whether these are IP packets. */
  public boolean isIp() {
    return family != null;
  }

  /** The protocol of IP; without IP the EtherType, as {@link Packet#etherType} has it. */
  public int protocol() {
    return protocol;
  }

  /**
   * The port or the ICMP type; {@link #NONE} where packets have neither. Of two ports it is the
   * lower one, which by all custom is that of the service.
   */
  public int service() {
    return service;
  }

  /** Which end of these frames the port belongs to. */
  public End servedBy() {
    return served ? direction.peer() : direction.peer().opposite();
  }

  public long frames() {
    return frames;
  }

  /** How many octets these frames had, headers and all. */
  public long octets() {
    return octets;
  }

  /**
   * What the data of the first of these frames look to be: readable if any of them is, encrypted if
   * any begins as that does, unknown if there is no sign; null if they have no data.
   */
  public @Nullable Content content() {
    return content;
  }

  /** Whether the sender of these frames was seen to accept a TCP connection. */
  public boolean isAnswer() {
    return answered;
  }

  /** The ends of the first of these frames. */
  public FirstPacket first() {
    return new FirstPacket(own, ownPort, peerPort);
  }

  public long firstFrame() {
    return firstFrame;
  }

  /** Microseconds since 1970, or {@code CapturedFrame.NO_TIME}. */
  public long firstMicros() {
    return firstMicros;
  }

  public long lastMicros() {
    return lastMicros;
  }

  /** One of these frames, as far as its headers go; null unless they were dropped. */
  public @Nullable Packet example() {
    byte[] head = example;
    return head == null
        ? null
        : new Packet().set(ByteBuffer.wrap(head), 0, head.length, exampleLength);
  }
}
