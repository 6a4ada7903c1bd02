package org.mudward.mud.names;

import java.util.Comparator;
import org.mudward.policy.Family;

/**
 * Something to ask a resolver.
 *
 * @param name in lower case without final dot
 * @param family which addresses of it
 */
public record Question(String name, Family family) implements Comparable<Question> {
  private static final Comparator<Question> ORDER =
      Comparator.comparing(Question::name).thenComparing(Question::family);

  @Override
  public int compareTo(Question other) {
    return ORDER.compare(this, other);
  }
}
