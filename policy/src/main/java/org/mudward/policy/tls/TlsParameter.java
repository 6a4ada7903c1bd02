package org.mudward.policy.tls;

/**
 * What a profile may bound, by its leaf in the module {@code ietf-acl-tls} (RFC 9761 section 5).
 */
public enum TlsParameter {
  TLS_VERSION("supported-tls-version"),
  DTLS_VERSION("supported-dtls-version"),
  CIPHER_SUITE("cipher-suite"),
  EXTENSION_TYPE("extension-type"),
  TRUST_ANCHOR("accept-list-ta-cert"),
  PSK_KEY_EXCHANGE_MODE("psk-key-exchange-mode"),
  SUPPORTED_GROUP("supported-group"),
  SIGNATURE_ALGORITHM_CERT("signature-algorithm-cert"),
  SIGNATURE_ALGORITHM("signature-algorithm"),
  APPLICATION_PROTOCOL("application-protocol"),
  CERT_COMPRESSION_ALGORITHM("cert-compression-algorithm"),
  CERTIFICATE_AUTHORITY("certificate-authorities");

  private static final int UINT8 = 0xFF;
  private static final int UINT16 = 0xFFFF;

  private final String leaf;

  TlsParameter(String leaf) {
    this.leaf = leaf;
  }

  /** The name of its leaf-list. */
  public String leaf() {
    return leaf;
  }

  /** Whether its values are versions, which a profile writes as words. */
  public boolean isVersion() {
    return this == TLS_VERSION || this == DTLS_VERSION;
  }

  /** Whether its values are texts and not numbers. */
  public boolean isText() {
    return this == TRUST_ANCHOR || this == APPLICATION_PROTOCOL || this == CERTIFICATE_AUTHORITY;
  }

  /** The highest number that a value may be; only for those that are numbers. */
  public int highest() {
    return this == PSK_KEY_EXCHANGE_MODE ? UINT8 : UINT16;
  }
}
