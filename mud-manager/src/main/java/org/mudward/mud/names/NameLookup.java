package org.mudward.mud.names;

import java.util.concurrent.CompletionStage;
import org.mudward.policy.Family;

/** Asks which addresses a name has. */
public interface NameLookup extends AutoCloseable {
  /**
   * Asks once.
   *
   * @param name as policies write it, no address literal
   * @return an answer, without addresses if the name has none; exceptionally a {@link
   *     NameLookupException} if there was no answer, which says nothing about the name
   */
  CompletionStage<NameAnswer> lookup(String name, Family family);

  /** Gives up what is under way and lets the threads go. */
  @Override
  void close();
}
