package org.mudward.mud.manager;

import org.mudward.mud.inventory.KnownDevice;

/**
 * A device as it is shown.
 *
 * @param name what the site calls it; empty if nothing
 * @param signer who vouches for its file; empty if nobody
 */
public record DeviceView(KnownDevice device, String name, String signer) {}
