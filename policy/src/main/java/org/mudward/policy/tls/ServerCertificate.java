package org.mudward.policy.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server showed in the clear, up to (D)TLS 1.2.
 *
 * @param version what it chose, by its number on the wire
 * @param chain its own certificate first, then what it sent to vouch for it; believed in nothing
 */
public record ServerCertificate(int version, List<X509Certificate> chain) {
  public ServerCertificate {
    chain = List.copyOf(chain);
  }
}
