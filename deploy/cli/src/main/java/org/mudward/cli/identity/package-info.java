/**
 * What a device may be that does not say so by a MUD URL: who made it, going by its address, and
 * what it is like, going by its own words. Suggestions for a person, each with what it rests on; no
 * rule ever comes of them.
 */
@NullMarked
package org.mudward.cli.identity;

import org.jspecify.annotations.NullMarked;
