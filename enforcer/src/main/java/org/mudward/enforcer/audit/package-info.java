/**
 * Judging frames without touching them: what a snapshot says of each, added up by device, peer,
 * service and policy entry. Frames that change who is behind a name are handed to a listener, which
 * answers with the groups that have other members from the next frame on.
 */
@NullMarked
package org.mudward.enforcer.audit;

import org.jspecify.annotations.NullMarked;
