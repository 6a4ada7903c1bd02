package org.mudward.mud.names;

import java.util.concurrent.CompletionStage;
import org.mudward.policy.Family;

/** Asks for the addresses of a name. */
public interface NameLookup extends AutoCloseable {
  /** The answer, later; completes exceptionally if nobody answers or the answer is no good. */
  CompletionStage<NameAnswer> lookup(String name, Family family);

  @Override
  void close();
}
