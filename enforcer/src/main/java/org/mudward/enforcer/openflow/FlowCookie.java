package org.mudward.enforcer.openflow;

import org.mudward.policy.flow.FlowEntry;

/**
 * The 64 bits by which an entry in the switch is known as ours: 16 that say so, and 48 of a hash
 * over table, priority, match and action.
 *
 * <p>An entry that carries the first and not the second was changed by somebody else. The hash
 * tells apart accidents and other tools, not attackers: who may write to the switch can also
 * compute it.
 */
final class FlowCookie {
  /** The letters MW, as the upper 16 bits. */
  static final long MAGIC = 0x4D57L << 48;

  /** The bits that say whose entry it is. */
  static final long MAGIC_MASK = 0xFFFFL << 48;

  /** 2^64 divided by the golden ratio, made odd: spreads what differs in few bits. */
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private FlowCookie() {}

  static boolean isOurs(long cookie) {
    return (cookie & MAGIC_MASK) == MAGIC;
  }

  static long of(FlowEntry entry) {
    Octets octets = new Octets(128);
    OxmCodec.writeMatch(entry.match(), octets);
    InstructionCodec.write(entry.action(), octets);
    return of(entry, octets, 0);
  }

  /**
   * Of an entry that is written already.
   *
   * @param from where its match begins; its instructions follow, up to the end, and both are filled
   *     up to eight octets
   */
  static long of(FlowEntry entry, Octets octets, int from) {
    long hash = mixed(0, (long) entry.table() << Short.SIZE | entry.priority());
    for (int at = from; at < octets.length(); at += Long.BYTES) {
      hash = mixed(hash, octets.getLong(at));
    }
    return MAGIC | hash >>> 16;
  }

  /** For one hash, other octets always give another; each bit of them reaches the upper ones. */
  private static long mixed(long hash, long octets) {
    long product = (hash ^ octets) * MULTIPLIER;
    return product ^ product >>> 32;
  }
}
