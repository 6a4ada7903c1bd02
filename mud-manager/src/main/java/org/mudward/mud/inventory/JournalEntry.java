package org.mudward.mud.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.policy.MacAddress;

/**
 * One line of the journal: what happened, to whom, and through whom.
 *
 * @param seq grows by one with every line and is never used twice
 * @param time when
 * @param event one of a fixed set of names such as {@code device.enforced}
 * @param mac the device concerned; null if it is about none
 * @param url the MUD URL concerned; null if it is about none
 * @param text what a person should know, in one sentence
 * @param actor {@code manager}, {@code device}, {@code enforcer}, or the operator's name
 */
public record JournalEntry(
    long seq,
    Instant time,
    String event,
    @Nullable MacAddress mac,
    @Nullable MudUrl url,
    String text,
    String actor) {}
