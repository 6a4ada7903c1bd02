/**
 * The messages between manager, enforcer and controller applications, and their one JSON form.
 *
 * <p>The form has a version; an unknown version is refused, and so is an unknown member.
 */
@NullMarked
package org.mudward.policy.link;

import org.jspecify.annotations.NullMarked;
