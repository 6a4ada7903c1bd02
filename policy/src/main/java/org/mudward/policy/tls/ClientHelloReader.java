package org.mudward.policy.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the body of a ClientHello (RFC 8446 section 4.1.2, RFC 6347 section 4.2.1).
 *
 * <p>A hello that can be read in two ways is no hello: lengths that do not add up, or an extension
 * that is there twice.
 */
final class ClientHelloReader {
  private static final int RANDOM = 32;

  /** RFC 8446 section 4.1.2, in octets. */
  private static final int MAX_SESSION_ID = 32;

  private static final int SERVER_NAME = 0;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int APPLICATION_PROTOCOLS = 16;
  private static final int COMPRESS_CERTIFICATE = 27;
  static final int SUPPORTED_VERSIONS = 43;
  private static final int PSK_KEY_EXCHANGE_MODES = 45;
  private static final int CERTIFICATE_AUTHORITIES = 47;
  private static final int SIGNATURE_ALGORITHMS_CERT = 50;
  private static final int KEY_SHARE = 51;

  private final Map<TlsParameter, List<Integer>> numbers = new EnumMap<>(TlsParameter.class);
  private final Map<TlsParameter, List<String>> texts = new EnumMap<>(TlsParameter.class);
  private final List<Integer> keyShares = new ArrayList<>();
  private List<Integer> versions = List.of();
  private Optional<String> serverName = Optional.empty();

  private ClientHelloReader() {}

  /**
   * Reads one.
   *
   * @throws HandshakeFault if it is none
   */
  static ClientHello read(Octets body, boolean datagram) {
    return new ClientHelloReader().hello(body, datagram);
  }

  private ClientHello hello(Octets body, boolean datagram) {
    int legacy = body.u16();
    body.skip(RANDOM);
    sessionId(body);
    if (datagram) {
      body.vector(1); // the cookie
    }
    numbers.put(TlsParameter.CIPHER_SUITE, body.vector(2).numbers(2));
    if (body.vector(1).isEmpty()) {
      throw new HandshakeFault("a hello without a method of compression");
    }
    List<Integer> types = new ArrayList<>();
    if (!body.isEmpty()) {
      extensions(body.vector(2), types);
    }
    body.requireEnd("a hello");
    numbers.put(TlsParameter.EXTENSION_TYPE, types);
    TlsParameter version = datagram ? TlsParameter.DTLS_VERSION : TlsParameter.TLS_VERSION;
    numbers.put(version, TlsVersions.offered(version, legacy, versions));
    return new ClientHello(numbers, keyShares, texts, serverName);
  }

  /** Skips the session that is to go on. */
  static void sessionId(Octets hello) {
    if (hello.vector(1).size() > MAX_SESSION_ID) {
      throw new HandshakeFault("a hello with a giant session");
    }
  }

  private void extensions(Octets all, List<Integer> types) {
    Set<Integer> seen = new HashSet<>();
    while (!all.isEmpty()) {
      int type = all.u16();
      if (!seen.add(type)) {
        throw new HandshakeFault("a hello with extension " + type + " twice");
      }
      types.add(type);
      extension(type, all.vector(2));
    }
  }

  private void extension(int type, Octets data) {
    switch (type) {
      case SERVER_NAME -> serverName = ServerName.read(data.rest());
      case SUPPORTED_GROUPS -> list(TlsParameter.SUPPORTED_GROUP, data.vector(2), 2);
      case SIGNATURE_ALGORITHMS -> list(TlsParameter.SIGNATURE_ALGORITHM, data.vector(2), 2);
      case SIGNATURE_ALGORITHMS_CERT ->
          list(TlsParameter.SIGNATURE_ALGORITHM_CERT, data.vector(2), 2);
      case COMPRESS_CERTIFICATE -> list(TlsParameter.CERT_COMPRESSION_ALGORITHM, data.vector(1), 2);
      case PSK_KEY_EXCHANGE_MODES -> list(TlsParameter.PSK_KEY_EXCHANGE_MODE, data.vector(1), 1);
      case SUPPORTED_VERSIONS -> versions = data.vector(1).numbers(2);
      case KEY_SHARE -> keyShares(data.vector(2));
      case APPLICATION_PROTOCOLS -> protocols(data.vector(2));
      case CERTIFICATE_AUTHORITIES -> authorities(data.vector(2));
      default -> data.skip(data.size());
    }
    data.requireEnd("extension " + type);
  }

  private void list(TlsParameter parameter, Octets values, int width) {
    numbers.put(parameter, values.numbers(width));
  }

  private void keyShares(Octets shares) {
    while (!shares.isEmpty()) {
      keyShares.add(shares.u16());
      shares.vector(2);
    }
  }

  private void protocols(Octets names) {
    List<String> protocols = new ArrayList<>();
    while (!names.isEmpty()) {
      protocols.add(new String(names.vector(1).rest(), StandardCharsets.ISO_8859_1));
    }
    texts.put(TlsParameter.APPLICATION_PROTOCOL, protocols);
  }

  private void authorities(Octets names) {
    List<String> authorities = new ArrayList<>();
    while (!names.isEmpty()) {
      byte[] der = names.vector(2).rest();
      authorities.add(
          AuthorityName.ofDer(der)
              .orElseGet(() -> AuthorityName.UNREADABLE + HexFormat.of().formatHex(der)));
    }
    texts.put(TlsParameter.CERTIFICATE_AUTHORITY, authorities);
  }
}
