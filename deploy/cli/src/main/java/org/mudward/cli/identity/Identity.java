package org.mudward.cli.identity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mudward.mud.learn.Trait;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.MacAddress;

/**
 * All that is suggested of what one device may be.
 *
 * @param maker by its address
 * @param likely by its own words
 * @param traits these words
 */
public record Identity(Makers.Suggestion maker, List<Likeness.Guess> likely, Traits traits) {
  public Identity {
    likely = List.copyOf(likely);
  }

  /** Of a device that says this. */
  public static Identity of(Makers makers, MacAddress mac, Traits traits) {
    return new Identity(makers.of(mac), Likeness.of(traits), traits);
  }

  /** For programs; its words are not in it. */
  public Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    maker.maker().ifPresent(name -> object.put("maker", name));
    object.put("evidence", maker.evidence());
    object.put("likely", likely.stream().map(Identity::asJson).toList());
    return object;
  }

  private static Map<String, Object> asJson(Likeness.Guess guess) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("what", guess.what());
    object.put("evidence", guess.evidence());
    object.put("sure", guess.sure().toString());
    return object;
  }

  /** Its words, for programs. */
  public List<Object> traitsJson() {
    List<Object> all = new ArrayList<>();
    for (Trait trait : traits.all()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", trait.kind().toString());
      object.put("text", trait.text());
      all.add(object);
    }
    return all;
  }

  /** In one sentence, for people. */
  public String text() {
    List<String> parts = new ArrayList<>();
    parts.add(
        maker.maker().map(name -> name + ", by " + maker.evidence()).orElse(maker.evidence()));
    likely.forEach(
        guess -> parts.add("%s: %s (%s)".formatted(guess.sure(), guess.what(), guess.evidence())));
    return String.join("; ", parts);
  }
}
