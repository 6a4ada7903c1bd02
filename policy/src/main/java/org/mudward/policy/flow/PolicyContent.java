package org.mudward.policy.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.Rule;

/**
 * The content of a policy as one text, equal exactly for policies that say the same.
 *
 * <p>Each part is written with its length before it, so that no name can imitate a boundary. The
 * texts for people are not used: there, two fields may have the same name.
 */
final class PolicyContent {
  private final StringBuilder text = new StringBuilder();

  private PolicyContent() {}

  /** The id with the SHA-256 of everything that the rules say. */
  static String of(DevicePolicy policy) {
    PolicyContent content = new PolicyContent();
    for (Direction direction : Direction.values()) {
      content.add(direction.name());
      List<AccessControlList> lists = policy.lists(direction);
      for (int place = 0; place < lists.size(); place++) {
        AccessControlList list = lists.get(place);
        if (list.rate() != null) { // only then it says something which rules are of one list
          content.add("list " + place + " of " + list.rules().size() + " rules");
          content.add("rate " + list.rate());
        }
        list.rules().forEach(content::add);
      }
    }
    return policy.id() + " " + sha256(content.text.toString());
  }

  private void add(String part) {
    text.append(part.length()).append(':').append(part).append(',');
  }

  private void add(Rule rule) {
    add(rule.origin().mudUrl());
    add(rule.origin().acl());
    add(rule.origin().ace());
    add(rule.verdict().name());
    add(String.valueOf(rule.match().family()));
    add(Integer.toString(rule.match().conditions().size()));
    rule.match().conditions().forEach(this::add);
  }

  private void add(Condition condition) {
    add(condition.getClass().getSimpleName());
    if (condition instanceof Condition.FieldIs field) {
      add(field.field().name() + " " + field.value() + "/" + field.mask());
    } else if (condition instanceof Condition.InitiatedBy initiated) {
      add(initiated.initiator().name());
    } else {
      // The texts of the other kinds hold all that they have.
      add(condition.toString());
    }
  }

  private static String sha256(String text) {
    try {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }
}
