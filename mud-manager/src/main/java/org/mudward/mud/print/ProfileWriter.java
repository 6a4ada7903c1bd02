package org.mudward.mud.print;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsProfile;
import org.mudward.policy.tls.TlsProfiles;
import org.mudward.policy.tls.TlsVersions;

/** Writes {@code client-profiles} (RFC 9761 section 5); values in rising order. */
final class ProfileWriter {
  private ProfileWriter() {}

  /**
   * The container.
   *
   * @throws IllegalArgumentException if there is a version that no profile can name
   */
  static ObjectNode write(TlsProfiles profiles) {
    ObjectNode container = JsonNodeFactory.instance.objectNode();
    ArrayNode list = container.putArray("tls-dtls-profile");
    profiles.profiles().forEach(profile -> write(profile, list.addObject()));
    return container;
  }

  private static void write(TlsProfile profile, ObjectNode node) {
    node.put("name", profile.name());
    profile
        .numbers()
        .forEach(
            (parameter, values) ->
                write(
                    parameter, values.stream().sorted().toList(), node.putArray(parameter.leaf())));
    profile
        .texts()
        .forEach(
            (parameter, values) ->
                values.stream().sorted().forEach(node.putArray(parameter.leaf())::add));
  }

  private static void write(TlsParameter parameter, List<Integer> values, ArrayNode list) {
    for (int value : values) {
      if (parameter.isVersion()) {
        list.add(TlsVersions.word(parameter, value).orElseThrow(IllegalArgumentException::new));
      } else {
        list.add(value);
      }
    }
  }
}
