package org.mudward.mud.manager;

import java.util.List;
import org.mudward.mud.learn.Sighting;
import org.mudward.policy.link.LinkMessage;

/** Who hears what enforcers say; called on the link's event loop, so it must not block. */
interface LinkListener {
  void connected(String enforcer);

  void disconnected(String enforcer);

  void sighted(List<Sighting> sightings);

  void applied(String enforcer, LinkMessage.Applied applied);

  void refused(String enforcer, LinkMessage.Refused refused);

  void counted(String enforcer, LinkMessage.Counts counts);
}
