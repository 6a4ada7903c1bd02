package org.mudward.policy.tls;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known here of the registries of TLS parameters (RFC 8447), and which of it is weak.
 *
 * <p>Weak is what RFC 9325 section 4.2 or RFC 8446 say must not be offered: no encryption, no
 * authentication, export keys, RC4, single and triple DES, IDEA; curves and signatures that RFC
 * 8446 calls obsolete; MD5 and SHA-1 (RFC 9155). The numbers are those assigned by the end of 2025.
 */
public final class TlsRegistry {
  /** Assigned numbers, as ranges in hexadecimal. */
  private static final Map<TlsParameter, List<Range>> KNOWN =
      Map.of(
          TlsParameter.TLS_VERSION,
          ranges("300-304"),
          TlsParameter.DTLS_VERSION,
          ranges("FEFC-FEFD FEFF"),
          TlsParameter.CIPHER_SUITE,
          ranges(
              "0-1B 1E-46 67-6D 84-C7 FF 1301-1307 5600 C001-C0B5 C100-C106 CCA8-CCAE D001-D003"
                  + " D005"),
          TlsParameter.EXTENSION_TYPE,
          ranges("0-27 29-2D 2F-3E FD00 FE0D FF01"),
          TlsParameter.SUPPORTED_GROUP,
          ranges("1-29 100-104 200-202 11EB-11EE 6399 639A FF01 FF02"),
          TlsParameter.SIGNATURE_ALGORITHM,
          signatures(),
          TlsParameter.SIGNATURE_ALGORITHM_CERT,
          signatures(),
          TlsParameter.CERT_COMPRESSION_ALGORITHM,
          ranges("1-3"),
          TlsParameter.PSK_KEY_EXCHANGE_MODE,
          ranges("0-1"));

  private static final Map<TlsParameter, List<Range>> WEAK =
      Map.of(
          TlsParameter.CIPHER_SUITE,
          ranges(
              "0-1B 1E-2E 34 3A 3B 46 6C 6D 89-8B 8E 8F 92 93 9B A6 A7 B0 B1 B4 B5 B8 B9 BF C5"
                  + " C001-C003 C006-C008 C00B-C00D C010-C012 C015-C01C C033 C034 C039-C03B C046"
                  + " C047 C05A C05B C084 C085 C0B4 C0B5"),
          TlsParameter.SUPPORTED_GROUP,
          ranges("1-16 FF01 FF02"),
          TlsParameter.SIGNATURE_ALGORITHM,
          obsolete(),
          TlsParameter.SIGNATURE_ALGORITHM_CERT,
          obsolete());

  /** Suites in which the client sends the key, encrypted for the server's certificate. */
  private static final List<Range> STATIC_RSA =
      ranges(
          "1-A 2F 35 3B-3D 41 84 96 9C 9D BA C0 C03C C03D C050 C051 C07A C07B C09C C09D C0A0 C0A1");

  /** Names of protocols (RFC 7301) that are registered. */
  private static final Set<String> PROTOCOLS =
      Set.of(
          ("http/0.9 http/1.0 http/1.1 spdy/1 spdy/2 spdy/3 h2 h2c h3 stun.turn"
                  + " stun.nat-discovery webrtc c-webrtc ftp imap pop3 managesieve coap co"
                  + " xmpp-client xmpp-server acme-tls/1 mqtt dot doq ntske/1 sunrpc smb irc nntp"
                  + " nnsp sip/2 tds/8.0 dicom postgresql radius/1.0 radius/1.1")
              .split(" "));

  /** Signals that travel as cipher suites and are none (RFC 5746, RFC 7507). */
  private static final Set<Integer> SIGNALS = Set.of(0x00FF, 0x5600);

  /** RFC 8701: values that mean nothing, sent so that servers keep ignoring what they ignore. */
  private static final Set<Integer> GREASE_PSK_MODES =
      Set.of(0x0B, 0x2A, 0x49, 0x68, 0x87, 0xA6, 0xC5, 0xE4);

  private TlsRegistry() {}

  /** Whether a number is none that is assigned. */
  public static boolean isUnknown(TlsParameter parameter, int value) {
    return !isIn(KNOWN, parameter, value);
  }

  /** Whether a number is assigned and no longer to be used. */
  public static boolean isWeak(TlsParameter parameter, int value) {
    return isIn(WEAK, parameter, value);
  }

  /**
   * Whether the keys of a suite come by static RSA: who records them and has the server's key one
   * day, reads them all (RFC 9325 section 4.1).
   */
  public static boolean isStaticRsa(int suite) {
    return isIn(STATIC_RSA, suite);
  }

  /**
   * Whether a client offers suites of static RSA and no others. Signals and GREASE are none; what
   * is not known here may be any other.
   */
  public static boolean isOnlyStaticRsa(List<Integer> suites) {
    List<Integer> real =
        suites.stream().filter(suite -> !SIGNALS.contains(suite) && !isGrease(suite)).toList();
    return !real.isEmpty() && real.stream().allMatch(TlsRegistry::isStaticRsa);
  }

  /** Whether the name of an application protocol is none that is registered. */
  public static boolean isUnknownProtocol(String name) {
    return !PROTOCOLS.contains(name);
  }

  /** Whether a number is reserved for being ignored (RFC 8701). */
  public static boolean isGrease(TlsParameter parameter, int value) {
    return parameter == TlsParameter.PSK_KEY_EXCHANGE_MODE
        ? GREASE_PSK_MODES.contains(value)
        : isGrease(value);
  }

  /** Whether the name of an application protocol is reserved for being ignored (RFC 8701). */
  public static boolean isGreaseProtocol(String name) {
    return name.length() == 2 && isGrease(name.charAt(0) << 8 | name.charAt(1));
  }

  private static boolean isGrease(int value) {
    return (value & 0x0F0F) == 0x0A0A && value >>> 8 == (value & 0xFF);
  }

  /** Whether a cipher suite is a signal, which no profile can bound. */
  static boolean isSignal(TlsParameter parameter, int value) {
    return parameter == TlsParameter.CIPHER_SUITE && SIGNALS.contains(value);
  }

  private static boolean isIn(
      Map<TlsParameter, List<Range>> table, TlsParameter parameter, int value) {
    return isIn(table.getOrDefault(parameter, List.of()), value);
  }

  private static boolean isIn(List<Range> ranges, int value) {
    for (Range range : ranges) {
      if (range.holds(value)) {
        return true;
      }
    }
    return false;
  }

  /** Pairs of digest and signature of RFC 5246, and the schemes of RFC 8446 and later. */
  private static List<Range> signatures() {
    return ranges(
        "0-3 100-103 200-203 300-303 400-403 500-503 600-603 420 520 620 704-70F 804-80B 81A-81C"
            + " 904-906");
  }

  /** Digests up to SHA-224, no signature at all, and DSA. */
  private static List<Range> obsolete() {
    return ranges("0-3 100-103 200-203 300-303 400 402 500 502 600 602");
  }

  private static List<Range> ranges(String text) {
    return Stream.of(text.split(" ")).map(Range::of).toList();
  }

  /** Numbers from one to another, both included. */
  private record Range(int first, int last) {
    static Range of(String text) {
      int dash = text.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash), 16);
      return new Range(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1), 16));
    }

    boolean holds(int value) {
      return value >= first && value <= last;
    }
  }
}
