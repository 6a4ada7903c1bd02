package org.mudward.policy.baseline;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.policy.baseline.Aspect.Seen;

/**
 * One requirement of a baseline.
 *
 * @param id as its publisher numbers it, such as {@code GP-TM-43}, {@code 5.6-1} or {@code Software
 *     Update 2}
 * @param text what it asks, in our own words
 * @param sight what the network can show of it
 * @param aspects what it is seen by; empty if the network shows nothing of it
 * @param technologies what the IETF and others have for it, as RFC, draft or name; may be empty
 */
public record Requirement(
    Publisher publisher,
    String id,
    String text,
    Sight sight,
    Set<Aspect> aspects,
    List<String> technologies) {

  /** Who asks. */
  public enum Publisher {
    /** Baseline Security Recommendations for IoT, 2017. */
    ENISA,
    /** EN 303 645 V2.1.1, 2020. */
    ETSI,
    /** NISTIR 8259A, 2020. */
    NIST
  }

  /** What the network can show of a requirement. */
  public enum Sight {
    /** That it is broken, and that it is kept as far as the traffic goes. */
    BOTH,
    /** That it is broken; never that it is kept, since more than traffic belongs to it. */
    BREACH,
    /** Nothing: it is about the inside of the device. */
    NOTHING,
    /** Nothing: it is about documents, people and how the maker works. */
    PERSON
  }

  /** What became of a requirement. */
  public enum Outcome {
    /** Kept, as far as was seen. */
    MET("met"),
    /** Broken at least once. */
    BROKEN("broken"),
    /** The network does not show it, or has not. */
    NOT_VISIBLE("not visible from the network"),
    /** Somebody has to look at documents or ask the maker. */
    NEEDS_A_PERSON("needs a person");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * @throws IllegalArgumentException if what the network can show and what it is seen by do not fit
   */
  public Requirement {
    aspects = Set.copyOf(aspects);
    technologies = List.copyOf(technologies);
    boolean visible = sight == Sight.BOTH || sight == Sight.BREACH;
    if (visible == aspects.isEmpty()) {
      throw new IllegalArgumentException(id + " is seen by " + aspects + ", which is " + sight);
    }
  }

  static Requirement seen(
      Publisher publisher, String id, Sight sight, String text, Aspect... aspects) {
    Set<Aspect> all = EnumSet.noneOf(Aspect.class);
    all.addAll(Arrays.asList(aspects));
    return new Requirement(publisher, id, text, sight, all, List.of());
  }

  static Requirement unseen(Publisher publisher, String id, Sight sight, String text) {
    return new Requirement(publisher, id, text, sight, Set.of(), List.of());
  }

  /** The same with what there is for it. */
  Requirement by(String... names) {
    return new Requirement(publisher, id, text, sight, aspects, List.of(names));
  }

  /**
   * What became of it.
   *
   * @param seen what was seen of each aspect; what is not there was not seen
   */
  public Outcome outcome(Map<Aspect, Seen> seen) {
    if (sight == Sight.PERSON) {
      return Outcome.NEEDS_A_PERSON;
    }
    Set<Seen> all = EnumSet.noneOf(Seen.class);
    aspects.forEach(aspect -> all.add(seen.getOrDefault(aspect, Seen.NOTHING)));
    if (all.contains(Seen.WRONG)) {
      return Outcome.BROKEN;
    }
    boolean met = sight == Sight.BOTH && !all.contains(Seen.NOTHING);
    return met ? Outcome.MET : Outcome.NOT_VISIBLE;
  }
}
