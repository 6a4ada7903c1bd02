package org.mudward.policy.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The profiles of one entry. A hello fits if it fits one of them in all that it bounds; where there
 * are none, none fits.
 */
public record TlsProfiles(List<TlsProfile> profiles) {
  /**
   * Extensions that a client adds on some occasions only, as padding and when it is asked to try
   * again or goes on with a session: padding, pre_shared_key, early_data, cookie.
   */
  public static final Set<Integer> OCCASIONAL_EXTENSIONS = Set.of(21, 41, 42, 44);

  public TlsProfiles {
    profiles = List.copyOf(profiles);
  }

  /** What is odd about the profiles, whatever a hello is; to be told when they are read. */
  public List<TlsAlert> alerts() {
    return profiles.stream().flatMap(profile -> profile.alerts().stream()).toList();
  }

  /**
   * What the profiles say about a hello.
   *
   * @param benignExtensions extension types that a site takes from every device, whatever its
   *     profile says; such as {@link #OCCASIONAL_EXTENSIONS}
   */
  public TlsJudgement judge(ClientHello hello, Set<Integer> benignExtensions) {
    List<TlsProfile> fitting = new ArrayList<>();
    List<TlsViolation> violations = new ArrayList<>();
    Set<TlsValue> ignored = new LinkedHashSet<>();
    for (TlsProfile profile : profiles) {
      Set<TlsValue> strange = profile.strange(hello, benignExtensions);
      if (strange.isEmpty()) {
        fitting.add(profile);
      }
      strange.forEach(value -> violations.add(new TlsViolation(profile.name(), value)));
      ignored.addAll(profile.ignored(hello, benignExtensions));
    }
    return new TlsJudgement(
        new TlsProfiles(fitting), fitting.isEmpty() ? violations : List.of(), ignored);
  }

  /**
   * What the profiles say about the certificate that a server shows (RFC 9761 section 5); to be
   * asked of those that the hello fits.
   *
   * @param at the moment at which certificates have to be valid
   */
  public CertificateJudgement judge(ServerCertificate server, Instant at) {
    List<String> problems = new ArrayList<>();
    for (TlsProfile profile : profiles) {
      Set<String> anchors = profile.texts().get(TlsParameter.TRUST_ANCHOR);
      if (anchors == null) {
        return CertificateJudgement.FITS;
      }
      AnchorCheck check = new AnchorCheck(server.chain(), at);
      if (anchors.stream().sorted().anyMatch(check::leadsTo)) {
        return CertificateJudgement.FITS;
      }
      problems.add("profile \"" + profile.name() + "\": " + check.problem());
    }
    return new CertificateJudgement(false, problems);
  }
}
