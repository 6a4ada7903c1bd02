package org.mudward.enforcer.audit;

import java.util.Map;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.tls.TlsProfiles;

/**
 * The entries that are narrowed to (D)TLS sessions of a kind (RFC 9761). They say how hellos are
 * judged, and nothing about the verdict of a frame.
 *
 * @param snapshot what would hold if each of them accepted sessions of every kind
 * @param profiles their profiles by the id of the policy and the entry; none if no entry has any
 */
public record ProfiledEntries(
    PolicySnapshot snapshot, Map<String, Map<Origin, TlsProfiles>> profiles) {
  public ProfiledEntries {
    profiles = Map.copyOf(profiles);
  }

  /** The same by what else holds. */
  public ProfiledEntries withSnapshot(PolicySnapshot other) {
    return new ProfiledEntries(other, profiles);
  }

  /** None, so that no hello is judged. */
  public static ProfiledEntries none(PolicySnapshot snapshot) {
    return new ProfiledEntries(snapshot, Map.of());
  }
}
