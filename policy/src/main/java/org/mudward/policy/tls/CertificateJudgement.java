package org.mudward.policy.tls;

import java.util.List;

/**
 * What profiles say about the certificate of a server.
 *
 * @param fits whether it leads to an anchor of a profile, or a profile names none
 * @param problems why not, by profile, in words for an operator
 */
public record CertificateJudgement(boolean fits, List<String> problems) {
  static final CertificateJudgement FITS = new CertificateJudgement(true, List.of());

  public CertificateJudgement {
    problems = List.copyOf(problems);
  }
}
