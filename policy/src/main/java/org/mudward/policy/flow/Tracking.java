package org.mudward.policy.flow;

import java.util.List;
import org.mudward.policy.Family;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.Protocol;

/**
 * Connections that the switch itself follows, for rules that say who begins one ({@code
 * direction-initiated}, RFC 8520 section 8): conntrack of Open vSwitch, where a site asks for it.
 *
 * <p>By flags alone such a rule accepts every TCP segment but those with SYN and without ACK the
 * wrong way. Followed, it accepts the segment that begins a connection, from who may begin one, and
 * else only segments of a connection that was begun so and that everything has let pass. That is
 * less, never more: what is accepted by state is accepted by flags, too.
 */
final class Tracking {
  /** Bits of {@link FlowField#CT_STATE}. */
  private static final long NEW = 0x01;

  private static final long ESTABLISHED = 0x02;
  private static final long REPLY = 0x08;
  private static final long TRACKED = 0x20;

  /** Of a connection, from who began it. */
  private static final Masked FORTH =
      Masked.of(TRACKED | ESTABLISHED, TRACKED | ESTABLISHED | REPLY);

  /** Of a connection, to who began it. */
  private static final Masked BACK =
      Masked.of(TRACKED | ESTABLISHED | REPLY, TRACKED | ESTABLISHED | REPLY);

  private static final Masked UNKNOWN = Masked.of(TRACKED | NEW, TRACKED | NEW);

  private static final long SYN = 0x002;
  private static final long ACK = 0x010;
  private static final Masked BEGINS = Masked.of(SYN, SYN | ACK);

  /**
   * Both bits: whole packets only, for the switch cannot follow parts that it does not put
   * together.
   */
  private static final Masked WHOLE = Masked.exact(FlowField.IP_FRAGMENT, 0);

  private static final int PRIORITY = 1;

  /** What tables with followed connections do not pass. */
  static final List<Limitation> LIMITATIONS =
      List.of(
          new Limitation(
              Origin.NO_MATCH,
              "connections are followed: a rule with direction-initiated accepts segments only of"
                  + " those that the switch has seen begin, and no fragments"));

  private Tracking() {}

  /** Looks whole TCP segments up before anything is judged, and keeps connections that pass. */
  static void addTo(EntryList entries) {
    for (Family family : Family.values()) {
      RowProduct tcp =
          RowProduct.ONE
              .with(FlowField.ETHERTYPE, FlowFields.etherType(family))
              .with(FlowField.IP_PROTOCOL, Masked.exact(FlowField.IP_PROTOCOL, Protocol.TCP));
      tcp.with(FlowField.IP_FRAGMENT, WHOLE)
          .rows()
          .forEach(
              match ->
                  entries.add(
                      Pipeline.ADMISSION,
                      PRIORITY,
                      match,
                      new FlowAction.Track(Pipeline.SENDER_POLICY)));
      tcp.with(FlowField.TCP_FLAGS, BEGINS)
          .with(FlowField.CT_STATE, UNKNOWN)
          .rows()
          .forEach(
              match -> entries.add(Pipeline.FORWARD, PRIORITY, match, new FlowAction.Commit()));
    }
  }

  /** The flags of segments that begin a connection, among those that a rule asks for. */
  static List<Masked> beginning(List<Masked> flags) {
    return flags.isEmpty() ? List.of(BEGINS) : FlowFields.both(flags, List.of(BEGINS));
  }

  /**
   * What is asked of segments that begin nothing.
   *
   * @param own whether they come from who may begin
   */
  static Masked under(boolean own) {
    return own ? FORTH : BACK;
  }
}
