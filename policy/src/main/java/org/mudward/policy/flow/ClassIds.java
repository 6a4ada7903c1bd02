package org.mudward.policy.flow;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers under which policies and peer classes stand in the switch's metadata, kept from one
 * compilation to the next.
 *
 * <p>A number names one content for good: a changed policy or class gets a new number, so that
 * during a change no entry of the old form can be read as one of the new. Numbers are given out
 * upwards and used again only when the space is through. Zero is "none".
 *
 * @param next the next number to give out, for each kind
 * @param given the numbers in use, by kind and content
 */
public record ClassIds(SortedMap<String, Integer> next, SortedMap<String, Integer> given) {
  public static final ClassIds EMPTY = new ClassIds(new TreeMap<>(), new TreeMap<>());

  public ClassIds {
    next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
    given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
  }
}
