package org.mudward.policy.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Whether what a server showed leads to an anchor (RFC 5280 section 6), by the JDK's validation of
 * paths.
 *
 * <p>Servers send certificates in odd orders, and some that nobody needs, so paths are searched by
 * names, but only a few: both lists come from others. Revocation is not asked for: nothing is
 * dialled because a certificate says so.
 */
final class AnchorCheck {
  /** Paths that fit by their names and are validated; with one of each name there is one. */
  private static final int MAX_PATHS = 16;

  /** Certificates that are put into paths; ten of one name make more orders than there is time. */
  private static final int MAX_STEPS = 200;

  private final List<X509Certificate> sent;
  private final Instant at;
  private String problem = "the server's certificate leads to no listed anchor";
  private int paths;
  private int steps;

  /**
   * A check of one server.
   *
   * @param sent its own certificate first; believed in nothing
   */
  AnchorCheck(List<X509Certificate> sent, Instant at) {
    this.sent = List.copyOf(sent);
    this.at = at;
  }

  /** Why no anchor that was asked about was led to. */
  String problem() {
    return problem;
  }

  /** Whether it leads to the anchor that a profile has in this text. */
  boolean leadsTo(String anchor) {
    return !sent.isEmpty()
        && AnchorChain.read(anchor)
            .filter(chain -> leadsTo(List.of(sent.get(0)), chain))
            .isPresent();
  }

  private boolean leadsTo(List<X509Certificate> path, AnchorChain anchor) {
    X509Certificate end = path.get(path.size() - 1);
    X509Certificate last = anchor.last();
    if (end.equals(last)) {
      return isValid(path.subList(0, path.size() - 1), anchor);
    }
    if (end.getIssuerX500Principal().equals(last.getSubjectX500Principal())
        && isValid(path, anchor)) {
      return true;
    }
    for (X509Certificate next : sent) {
      boolean fits = next.getSubjectX500Principal().equals(end.getIssuerX500Principal());
      if (fits && !path.contains(next) && steps++ < MAX_STEPS) {
        List<X509Certificate> longer = new ArrayList<>(path);
        longer.add(next);
        if (leadsTo(longer, anchor)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Validates a path and the anchor's chain. The root is made part of the path below its own key,
   * so that its dates and constraints hold, which the JDK does not look at in an anchor.
   */
  private boolean isValid(List<X509Certificate> path, AnchorChain anchor) {
    if (paths++ >= MAX_PATHS) {
      return false;
    }
    List<X509Certificate> whole = new ArrayList<>(path);
    whole.addAll(anchor.chain());
    X509Certificate root = anchor.root();
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(whole), parameters);
      return true;
    } catch (GeneralSecurityException e) {
      problem = "the path of the server's certificate is not valid: " + e.getMessage();
      return false;
    }
  }
}
