package org.mudward.mud.inventory;

import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * The octets of one version of a MUD file, and of its signature.
 *
 * @param bytes the file as it came, not to be changed
 * @param signature the detached signature; null if the file names none
 */
public record FileBody(MudUrl url, String sha256, byte[] bytes, byte @Nullable [] signature) {}
