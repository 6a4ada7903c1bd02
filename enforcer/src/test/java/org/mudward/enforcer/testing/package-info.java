/** What the tests of several packages need: a real Open vSwitch, and a way to wait for things. */
@NullMarked
package org.mudward.enforcer.testing;

import org.jspecify.annotations.NullMarked;
