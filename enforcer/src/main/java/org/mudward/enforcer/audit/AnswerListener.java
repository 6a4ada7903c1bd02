package org.mudward.enforcer.audit;

import java.util.Collection;
import org.mudward.policy.Group;
import org.mudward.policy.Packet;

/** Hears of frames that may say which addresses are behind a name. */
@FunctionalInterface
public interface AnswerListener {
  /**
   * Takes a UDP packet from port 53, whatever the verdict about it was.
   *
   * @return the groups that have other members from the next frame on; most often none
   */
  Collection<Group> heard(Packet packet);
}
