package org.mudward.policy.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names that the registries of TLS give to numbers (RFC 8447), for messages: those that clients of
 * today and of the last twenty years send. A number without a name here is as good as any.
 */
final class TlsNames {
  private static final String VERSIONS =
      "0300 SSL_3.0 0301 TLS_1.0 0302 TLS_1.1 0303 TLS_1.2 0304 TLS_1.3";

  private static final String DATAGRAM_VERSIONS = "FEFF DTLS_1.0 FEFD DTLS_1.2 FEFC DTLS_1.3";

  private static final String CIPHER_SUITES =
      """
      0000 TLS_NULL_WITH_NULL_NULL
      0001 TLS_RSA_WITH_NULL_MD5
      0002 TLS_RSA_WITH_NULL_SHA
      0003 TLS_RSA_EXPORT_WITH_RC4_40_MD5
      0006 TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5
      0008 TLS_RSA_EXPORT_WITH_DES40_CBC_SHA
      0009 TLS_RSA_WITH_DES_CBC_SHA
      0018 TLS_DH_anon_WITH_RC4_128_MD5
      001B TLS_DH_anon_WITH_3DES_EDE_CBC_SHA
      0034 TLS_DH_anon_WITH_AES_128_CBC_SHA
      003A TLS_DH_anon_WITH_AES_256_CBC_SHA
      003B TLS_RSA_WITH_NULL_SHA256
      0004 TLS_RSA_WITH_RC4_128_MD5
      0005 TLS_RSA_WITH_RC4_128_SHA
      000A TLS_RSA_WITH_3DES_EDE_CBC_SHA
      0016 TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA
      002F TLS_RSA_WITH_AES_128_CBC_SHA
      0032 TLS_DHE_DSS_WITH_AES_128_CBC_SHA
      0033 TLS_DHE_RSA_WITH_AES_128_CBC_SHA
      0035 TLS_RSA_WITH_AES_256_CBC_SHA
      0038 TLS_DHE_DSS_WITH_AES_256_CBC_SHA
      0039 TLS_DHE_RSA_WITH_AES_256_CBC_SHA
      003C TLS_RSA_WITH_AES_128_CBC_SHA256
      003D TLS_RSA_WITH_AES_256_CBC_SHA256
      0040 TLS_DHE_DSS_WITH_AES_128_CBC_SHA256
      0067 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256
      006A TLS_DHE_DSS_WITH_AES_256_CBC_SHA256
      006B TLS_DHE_RSA_WITH_AES_256_CBC_SHA256
      008C TLS_PSK_WITH_AES_128_CBC_SHA
      008D TLS_PSK_WITH_AES_256_CBC_SHA
      009C TLS_RSA_WITH_AES_128_GCM_SHA256
      009D TLS_RSA_WITH_AES_256_GCM_SHA384
      009E TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
      009F TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
      00A2 TLS_DHE_DSS_WITH_AES_128_GCM_SHA256
      00A3 TLS_DHE_DSS_WITH_AES_256_GCM_SHA384
      00A8 TLS_PSK_WITH_AES_128_GCM_SHA256
      00A9 TLS_PSK_WITH_AES_256_GCM_SHA384
      00AE TLS_PSK_WITH_AES_128_CBC_SHA256
      00AF TLS_PSK_WITH_AES_256_CBC_SHA384
      1301 TLS_AES_128_GCM_SHA256
      1302 TLS_AES_256_GCM_SHA384
      1303 TLS_CHACHA20_POLY1305_SHA256
      1304 TLS_AES_128_CCM_SHA256
      1305 TLS_AES_128_CCM_8_SHA256
      C004 TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA
      C005 TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA
      C007 TLS_ECDHE_ECDSA_WITH_RC4_128_SHA
      C008 TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA
      C009 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
      C00A TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
      C00E TLS_ECDH_RSA_WITH_AES_128_CBC_SHA
      C00F TLS_ECDH_RSA_WITH_AES_256_CBC_SHA
      C011 TLS_ECDHE_RSA_WITH_RC4_128_SHA
      C012 TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
      C013 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
      C014 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
      C023 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
      C024 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
      C025 TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256
      C026 TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384
      C027 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256
      C028 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
      C029 TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256
      C02A TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384
      C02B TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
      C02C TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
      C02D TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256
      C02E TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384
      C02F TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
      C030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
      C031 TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256
      C032 TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384
      C09C TLS_RSA_WITH_AES_128_CCM
      C09D TLS_RSA_WITH_AES_256_CCM
      C0A0 TLS_RSA_WITH_AES_128_CCM_8
      C0A4 TLS_PSK_WITH_AES_128_CCM
      C0A8 TLS_PSK_WITH_AES_128_CCM_8
      C0AC TLS_ECDHE_ECDSA_WITH_AES_128_CCM
      C0AD TLS_ECDHE_ECDSA_WITH_AES_256_CCM
      C0AE TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8
      C0AF TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8
      CCA8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
      CCA9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
      CCAA TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
      """;

  private static final String EXTENSIONS =
      """
      0 server_name 1 max_fragment_length 5 status_request A supported_groups B ec_point_formats
      D signature_algorithms E use_srtp F heartbeat 10 application_layer_protocol_negotiation
      11 status_request_v2 12 signed_certificate_timestamp 13 client_certificate_type
      14 server_certificate_type 15 padding 16 encrypt_then_mac 17 extended_master_secret
      1B compress_certificate 1C record_size_limit 22 delegated_credential 23 session_ticket
      29 pre_shared_key 2A early_data 2B supported_versions 2C cookie 2D psk_key_exchange_modes
      2F certificate_authorities 31 post_handshake_auth 32 signature_algorithms_cert 33 key_share
      36 connection_id 39 quic_transport_parameters FE0D encrypted_client_hello
      FF01 renegotiation_info
      """;

  private static final String GROUPS =
      """
      13 secp192r1 15 secp224r1 16 secp256k1 17 secp256r1 18 secp384r1 19 secp521r1
      1A brainpoolP256r1 1B brainpoolP384r1 1C brainpoolP512r1 1D x25519 1E x448 100 ffdhe2048
      101 ffdhe3072 102 ffdhe4096 103 ffdhe6144 104 ffdhe8192 200 MLKEM512 201 MLKEM768
      202 MLKEM1024 11EB SecP256r1MLKEM768 11EC X25519MLKEM768 11ED SecP384r1MLKEM1024
      """;

  private static final String SIGNATURES =
      """
      101 rsa_md5 201 rsa_pkcs1_sha1 202 dsa_sha1 203 ecdsa_sha1 301 rsa_sha224 302 dsa_sha224
      303 ecdsa_sha224 401 rsa_pkcs1_sha256 402 dsa_sha256 403 ecdsa_secp256r1_sha256
      501 rsa_pkcs1_sha384 502 dsa_sha384 503 ecdsa_secp384r1_sha384 601 rsa_pkcs1_sha512
      602 dsa_sha512 603 ecdsa_secp521r1_sha512 804 rsa_pss_rsae_sha256 805 rsa_pss_rsae_sha384
      806 rsa_pss_rsae_sha512 807 ed25519 808 ed448 809 rsa_pss_pss_sha256
      80A rsa_pss_pss_sha384 80B rsa_pss_pss_sha512 904 mldsa44 905 mldsa65 906 mldsa87
      """;

  private static final Map<TlsParameter, Map<Integer, String>> NAMES =
      Map.of(
          TlsParameter.TLS_VERSION,
          table(VERSIONS),
          TlsParameter.DTLS_VERSION,
          table(DATAGRAM_VERSIONS),
          TlsParameter.CIPHER_SUITE,
          table(CIPHER_SUITES),
          TlsParameter.EXTENSION_TYPE,
          table(EXTENSIONS),
          TlsParameter.SUPPORTED_GROUP,
          table(GROUPS),
          TlsParameter.SIGNATURE_ALGORITHM,
          table(SIGNATURES),
          TlsParameter.SIGNATURE_ALGORITHM_CERT,
          table(SIGNATURES),
          TlsParameter.PSK_KEY_EXCHANGE_MODE,
          table("0 psk_ke 1 psk_dhe_ke"),
          TlsParameter.CERT_COMPRESSION_ALGORITHM,
          table("1 zlib 2 brotli 3 zstd"));

  private TlsNames() {}

  /** The name of a number; empty if it has none here. */
  static String of(TlsParameter parameter, int value) {
    return NAMES.getOrDefault(parameter, Map.of()).getOrDefault(value, "");
  }

  /** Numbers in hexadecimal, each before its name. */
  private static Map<Integer, String> table(String text) {
    Map<Integer, String> names = new HashMap<>();
    List<String> words = List.of(text.strip().split("\\s+", -1));
    for (int i = 0; i < words.size(); i += 2) {
      names.put(Integer.parseInt(words.get(i), 16), words.get(i + 1));
    }
    return Map.copyOf(names);
  }
}
