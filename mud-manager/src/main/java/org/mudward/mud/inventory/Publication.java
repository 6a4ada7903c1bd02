package org.mudward.mud.inventory;

/**
 * One published revision as it is kept: the whole snapshot, or what changed since the revision
 * before.
 *
 * @param whole whether the octets are a snapshot; else they are a change to the one before
 * @param bytes the link's form of it
 */
record Publication(long revision, boolean whole, byte[] bytes) {}
