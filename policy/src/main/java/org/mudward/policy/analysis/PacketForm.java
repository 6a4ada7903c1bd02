package org.mudward.policy.analysis;

import java.util.List;

/** A compiled form as a set of packets, in some {@link PacketSpace}. */
interface PacketForm {

  /** The packets that it lets pass. */
  int passes();

  /** The packets over which it is compared; of others it is not known what they become. */
  int compared();

  /** Packets that are not compared, and those that its back end cannot tell from damaged ones. */
  int indistinct();

  /** The entries or rules that one packet meets, as the back end writes them; the last decides. */
  List<String> path(int packet);
}
