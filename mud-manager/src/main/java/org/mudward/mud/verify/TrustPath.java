package org.mudward.mud.verify;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a signer's certificate leads to an anchor at a moment (RFC 5280 section 6), by the JDK's
 * path validation.
 *
 * <p>The candidates are found here by names alone and are few, because a signature may bring
 * certificates made to keep a path builder busy. Revocation is not asked for: nothing is dialled
 * because a certificate says so. An operator removes an anchor or quarantines a device instead.
 *
 * <p>An anchor is checked like the certificates below it: one that has expired, or is no authority,
 * vouches for nobody.
 */
final class TrustPath {
  /** From the signer to the anchor, both counted; real chains have two to four. */
  private static final int MAX_LENGTH = 6;

  /** Chains that fit by their names; a bundle without cross-certificates makes one. */
  private static final int MAX_CANDIDATES = 8;

  /** Twelve certificates of one name could be put in more orders than there is time for. */
  private static final int MAX_STEPS = 200;

  /** The extension name constraints (RFC 5280 section 4.2.1.10). */
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private static final int KEY_CERT_SIGN = 5;

  private final List<X509Certificate> anchors;
  private final List<X509Certificate> others;
  private final Instant now;
  private final List<List<X509Certificate>> candidates = new ArrayList<>();
  private int steps;

  /** Whether some chain ends where an issuer's certificate is missing, not in a strange root. */
  private boolean broken;

  private TrustPath(List<X509Certificate> anchors, List<X509Certificate> others, Instant now) {
    this.anchors = anchors;
    this.others = others;
    this.now = now;
  }

  /**
   * The first valid path, from the signer to an anchor.
   *
   * @param others certificates that may be intermediates; believed in nothing
   */
  static List<X509Certificate> find(
      X509Certificate signer,
      Collection<X509Certificate> others,
      Collection<X509Certificate> anchors,
      Instant now)
      throws HeldException {
    if (anchors.isEmpty()) {
      throw new HeldException("SG-04", "no trust anchors are configured, so no signer is trusted");
    }
    return new TrustPath(List.copyOf(anchors), List.copyOf(others), now).find(signer);
  }

  private List<X509Certificate> find(X509Certificate signer) throws HeldException {
    collect(List.of(signer));
    String name = name(signer);
    if (candidates.isEmpty()) {
      throw new HeldException(
          broken ? "SG-09" : "SG-04",
          "the signer "
              + name
              + " leads to no trust anchor"
              + (broken
                  ? ": a certificate on the way is neither in the signature nor configured"
                  : ""));
    }
    List<String> problems = new ArrayList<>();
    for (List<X509Certificate> candidate : candidates) {
      Optional<String> problem = problem(candidate);
      if (problem.isEmpty()) {
        return candidate;
      }
      problems.add(problem.get());
    }
    throw new HeldException(
        "SG-04", "the path of the signer " + name + " is not valid: " + problems.get(0));
  }

  /** Extends a chain towards the anchors, depth first; a chain ends in an anchor. */
  private void collect(List<X509Certificate> chain) {
    X509Certificate last = chain.get(chain.size() - 1);
    if (anchors.contains(last)) {
      candidates.add(chain);
    }
    Set<X509Certificate> issuers = issuers(last);
    broken |= issuers.isEmpty();
    for (X509Certificate issuer : issuers) {
      boolean room = chain.size() < MAX_LENGTH && candidates.size() < MAX_CANDIDATES;
      if (room && steps++ < MAX_STEPS && !chain.contains(issuer)) {
        List<X509Certificate> longer = new ArrayList<>(chain);
        longer.add(issuer);
        collect(longer);
      }
    }
  }

  /** The certificates that may have signed this one, going by names; anchors first. */
  private Set<X509Certificate> issuers(X509Certificate certificate) {
    Set<X509Certificate> issuers = new LinkedHashSet<>();
    Stream.concat(anchors.stream(), others.stream())
        .filter(
            other -> other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .forEach(issuers::add);
    return issuers;
  }

  /** What is wrong with a chain from the signer to an anchor; empty if nothing is. */
  private Optional<String> problem(List<X509Certificate> chain) {
    X509Certificate anchor = chain.get(chain.size() - 1);
    for (X509Certificate certificate : chain) {
      Optional<String> problem =
          validity(certificate)
              .or(() -> Strength.problem(certificate.getPublicKey()))
              .or(
                  () ->
                      certificate.equals(anchor)
                          ? Optional.empty()
                          : Strength.problem(certificate));
      if (problem.isPresent()) {
        return Optional.of(name(certificate) + " has " + problem.get());
      }
    }
    if (chain.size() == 1) {
      return Optional.empty(); // the site named exactly this signer
    }
    return anchorProblem(chain, anchor).or(() -> pathProblem(chain, anchor));
  }

  private Optional<String> validity(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(now));
      return Optional.empty();
    } catch (CertificateExpiredException e) {
      return Optional.of("expired on " + certificate.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      return Optional.of("no validity before " + certificate.getNotBefore().toInstant());
    }
  }

  /** The JDK takes an anchor as it is; one that is no authority should not become one here. */
  private static Optional<String> anchorProblem(
      List<X509Certificate> chain, X509Certificate anchor) {
    boolean[] usage = anchor.getKeyUsage();
    if (anchor.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      return Optional.of("the anchor " + name(anchor) + " is no certificate authority");
    }
    if (isSelfSigned(anchor)) {
      return Optional.empty();
    }
    int intermediates = chain.size() - 2;
    if (intermediates > anchor.getBasicConstraints()) {
      return Optional.of("the anchor " + name(anchor) + " allows no path that long");
    }
    return anchor.getExtensionValue(NAME_CONSTRAINTS) == null
        ? Optional.empty()
        : Optional.of(
            "the anchor " + name(anchor) + " has name constraints; configure its root instead");
  }

  /**
   * Validates by the JDK. A self-signed anchor is made part of the path below its own key, so that
   * its constraints hold, which the JDK does not look at in an anchor.
   */
  private Optional<String> pathProblem(List<X509Certificate> chain, X509Certificate anchor) {
    List<X509Certificate> path = isSelfSigned(anchor) ? chain : chain.subList(0, chain.size() - 1);
    TrustAnchor trust =
        new TrustAnchor(anchor.getSubjectX500Principal(), anchor.getPublicKey(), null);
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(trust));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
