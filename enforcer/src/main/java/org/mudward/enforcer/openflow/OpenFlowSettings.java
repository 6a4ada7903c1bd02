package org.mudward.enforcer.openflow;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the switch is.
 *
 * @param listen where the enforcer listens for it
 * @param bridge its name, as {@code ovs-vsctl} knows it
 * @param ovsdb the database for {@code ovs-vsctl}, such as {@code unix:/run/openvswitch/db.sock};
 *     its default where empty
 */
public record OpenFlowSettings(InetSocketAddress listen, String bridge, Optional<String> ovsdb) {}
