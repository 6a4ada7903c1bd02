/** What a manufacturer says: the MUD URL, the MUD file and its extensions (RFC 8520). */
@NullMarked
package org.mudward.mud;

import org.jspecify.annotations.NullMarked;
