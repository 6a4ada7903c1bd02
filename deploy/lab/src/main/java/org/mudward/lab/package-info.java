/** A network on one machine: namespaces, a gateway with Open vSwitch, devices, servers. */
@NullMarked
package org.mudward.lab;

import org.jspecify.annotations.NullMarked;
