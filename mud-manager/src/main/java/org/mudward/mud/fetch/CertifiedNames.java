package org.mudward.mud.fetch;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mudward.policy.IpAddress;

/**
 * Whether a server's certificate is for a host, by RFC 9525: among its subject alternative names
 * only, with a wildcard for the whole first label and for nothing else.
 *
 * <p>The JDK's own check, which stands beside this one, also takes the common name of a subject and
 * wildcards within labels.
 */
final class CertifiedNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final String ANY_LABEL = "*.";

  private CertifiedNames() {}

  static boolean include(X509Certificate certificate, HttpsUrl url) {
    return names(certificate).stream().anyMatch(name -> isFor(name, url));
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static boolean isFor(List<?> typed, HttpsUrl url) {
    if (!(typed.get(0) instanceof Integer type) || !(typed.get(1) instanceof String name)) {
      return false;
    }
    Optional<IpAddress> literal = url.literal();
    return literal.isPresent()
        ? type == ADDRESS && IpAddress.find(name).equals(literal)
        : type == DNS && covers(name.toLowerCase(Locale.ROOT), url.host());
  }

  private static boolean covers(String name, String host) {
    if (!name.startsWith(ANY_LABEL)) {
      return name.equals(host);
    }
    int dot = host.indexOf('.');
    String parent = name.substring(ANY_LABEL.length());
    return dot > 0 && parent.indexOf('.') > 0 && host.substring(dot + 1).equals(parent);
  }
}
