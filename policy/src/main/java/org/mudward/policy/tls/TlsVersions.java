package org.mudward.policy.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Versions, as profiles call them and as a hello offers them (RFC 8446 section 4.2.1).
 *
 * <p>DTLS counts down from 0xFEFF, and its 1.3 is 0xFEFC; 0x0304 means nothing there.
 */
public final class TlsVersions {
  private static final int SSL_3_0 = 0x0300;
  private static final int TLS_1_0 = 0x0301;
  private static final int TLS_1_1 = 0x0302;
  private static final int TLS_1_2 = 0x0303;
  static final int TLS_1_3 = 0x0304;
  private static final int DTLS_1_0 = 0xFEFF;
  private static final int DTLS_1_2 = 0xFEFD;
  static final int DTLS_1_3 = 0xFEFC;

  private static final Map<TlsParameter, Map<String, Integer>> WORDS =
      Map.of(
          TlsParameter.TLS_VERSION,
          Map.of("tls12", TLS_1_2, "tls13", TLS_1_3),
          TlsParameter.DTLS_VERSION,
          Map.of("dtls12", DTLS_1_2, "dtls13", DTLS_1_3));

  private TlsVersions() {}

  /** The words that a profile may use; there are none for versions before 1.2. */
  public static Set<String> words(TlsParameter parameter) {
    return WORDS.getOrDefault(parameter, Map.of()).keySet();
  }

  /** The number of a version that a profile names. */
  public static Optional<Integer> number(TlsParameter parameter, String word) {
    return Optional.ofNullable(WORDS.getOrDefault(parameter, Map.of()).get(word));
  }

  /** The word of a profile for a version; empty if it has none. */
  public static Optional<String> word(TlsParameter parameter, int number) {
    return WORDS.getOrDefault(parameter, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Such as {@code TLS 1.2}; a number that is not known here in hexadecimal. */
  public static String name(int number) {
    return switch (number) {
      case SSL_3_0 -> "SSL 3.0";
      case TLS_1_0 -> "TLS 1.0";
      case TLS_1_1 -> "TLS 1.1";
      case TLS_1_2 -> "TLS 1.2";
      case TLS_1_3 -> "TLS 1.3";
      case DTLS_1_0 -> "DTLS 1.0";
      case DTLS_1_2 -> "DTLS 1.2";
      case DTLS_1_3 -> "DTLS 1.3";
      default -> String.format(Locale.ROOT, "0x%04X", number);
    };
  }

  /** Whether a version must no longer be used (RFC 7568, RFC 8996). */
  public static boolean isWithdrawn(int number) {
    return number == SSL_3_0 || number == TLS_1_0 || number == TLS_1_1 || number == DTLS_1_0;
  }

  /** The newest of the versions that are offered and known here; DTLS counts down. */
  static Optional<Integer> newest(TlsParameter parameter, Map<TlsParameter, List<Integer>> offers) {
    Comparator<Integer> order = Comparator.naturalOrder();
    return offers.getOrDefault(parameter, List.of()).stream()
        .filter(version -> !TlsRegistry.isUnknown(parameter, version))
        .max(parameter == TlsParameter.DTLS_VERSION ? order.reversed() : order);
  }

  /**
   * What a hello offers. A server that does not know {@code supported_versions} goes by the old
   * field, and so does this where that list names no known version, or where the field says
   * something else than it has to beside the list.
   *
   * @param legacy the version field of the hello
   * @param listed the extension; empty if it is not there
   */
  static List<Integer> offered(TlsParameter parameter, int legacy, List<Integer> listed) {
    boolean datagram = parameter == TlsParameter.DTLS_VERSION;
    int beside = datagram ? DTLS_1_2 : TLS_1_2;
    boolean known = listed.stream().anyMatch(v -> !TlsRegistry.isUnknown(parameter, v));
    List<Integer> offered = new ArrayList<>(listed);
    int meant = datagram ? datagramVersion(legacy) : streamVersion(legacy);
    if (!known || meant != beside) {
      offered.add(meant);
    }
    return offered;
  }

  /** A server takes a version from the future as the newest one that was negotiated this way. */
  private static int streamVersion(int legacy) {
    return Math.max(SSL_3_0, Math.min(legacy, TLS_1_2));
  }

  private static int datagramVersion(int legacy) {
    return legacy >>> 8 == DTLS_1_2 >>> 8 && legacy <= DTLS_1_2 ? DTLS_1_2 : DTLS_1_0;
  }
}
