package org.mudward.policy.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A trust anchor of a profile: one chain of certificates, from the last authority, which alone
 * vouches for servers, up to a root that signed itself (RFC 9640, {@code trust-anchor-cert-cms}).
 *
 * <p>A server under another authority of the same root does not fit.
 *
 * @param chain the last authority first, the root last; one certificate if they are the same
 */
record AnchorChain(List<X509Certificate> chain) {
  /** Octets of an anchor in DER; three certificates take 4 KiB. */
  private static final int MAX_ANCHOR = 64 * 1024;

  /** Certificates of an anchor; roots with more than two authorities in a row are rare. */
  private static final int MAX_CERTIFICATES = 8;

  AnchorChain {
    chain = List.copyOf(chain);
  }

  /** The authority that has to have signed what is below. */
  X509Certificate last() {
    return chain.get(0);
  }

  X509Certificate root() {
    return chain.get(chain.size() - 1);
  }

  /** Reads the base64 of a SignedData without signers (RFC 5652); empty if it is no such chain. */
  static Optional<AnchorChain> read(String base64) {
    if (base64.length() > MAX_ANCHOR / 3 * 4) {
      return Optional.empty();
    }
    try {
      byte[] cms = Base64.getDecoder().decode(base64);
      List<X509Certificate> certificates = new ArrayList<>();
      List<? extends Certificate> held =
          CertificateFactory.getInstance("X.509")
              .generateCertPath(new ByteArrayInputStream(cms), "PKCS7")
              .getCertificates();
      for (Certificate certificate : held) {
        certificates.add((X509Certificate) certificate);
      }
      return certificates.size() > MAX_CERTIFICATES ? Optional.empty() : order(certificates);
    } catch (CertificateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A set has no order: from the root down, each is the only one that the one above signed. */
  private static Optional<AnchorChain> order(List<X509Certificate> certificates) {
    List<X509Certificate> roots = certificates.stream().filter(AnchorChain::isRoot).toList();
    if (roots.size() != 1) {
      return Optional.empty();
    }
    List<X509Certificate> chain = new ArrayList<>(roots);
    List<X509Certificate> left = new ArrayList<>(certificates);
    left.removeAll(roots);
    while (!left.isEmpty()) {
      X509Certificate above = chain.get(0);
      List<X509Certificate> below =
          left.stream()
              .filter(c -> c.getIssuerX500Principal().equals(above.getSubjectX500Principal()))
              .toList();
      if (below.size() != 1) {
        return Optional.empty();
      }
      chain.add(0, below.get(0));
      left.removeAll(below);
    }
    return Optional.of(new AnchorChain(chain));
  }

  /** By its names; that it signed itself is validated with every path that it ends. */
  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
