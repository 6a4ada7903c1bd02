package org.mudward.enforcer.openflow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.mudward.policy.Limitation;

/** What a switch is told beside its tables: who controls it, and what it does without. */
interface SwitchControl {

  /**
   * What is known of it.
   *
   * @param datapath the number by which it introduces itself
   * @param differences what is not as {@link #configure} would set it; empty if all is
   * @param limitations what it does wrong, or nobody can look at
   */
  record State(long datapath, List<String> differences, List<Limitation> limitations) {
    public State {
      differences = List.copyOf(differences);
      limitations = List.copyOf(limitations);
    }
  }

  /**
   * Reads how it is configured.
   *
   * @throws IOException if there is no such switch, or nobody answers
   */
  State read(InetSocketAddress controller) throws IOException;

  /**
   * It is to forward nothing by itself, and listen to us alone.
   *
   * @throws IOException if it cannot be told
   */
  void configure(InetSocketAddress controller) throws IOException;

  /**
   * It has its entries and need not wait for them any longer.
   *
   * @throws IOException if it cannot be told; it goes on waiting
   */
  void restored() throws IOException;
}
