package org.mudward.mud.manager;

import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * The operator's word which MUD URL a device has.
 *
 * @param place where he wrote it, such as {@code line 3}; empty if there is nothing to say
 */
public record Assignment(String place, MacAddress mac, MudUrl url) {}
