package org.mudward.mud.parse;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is known here of the registries of TLS parameters (RFC 8447), and which of it is weak.
 *
 * <p>Weak is what RFC 9325 section 4.2 or RFC 8446 say must not be offered: no encryption, no
 * authentication, export keys, RC4, single and triple DES, IDEA; curves and signatures that RFC
 * 8446 calls obsolete; MD5 and SHA-1 (RFC 9155). The numbers are those assigned by the end of 2025.
 */
final class TlsRegistry {
  /** Assigned numbers by leaf, as ranges in hexadecimal. */
  private static final Map<String, List<Range>> KNOWN =
      Map.of(
          "cipher-suite",
          ranges(
              "0-1B 1E-46 67-6D 84-C7 FF 1301-1307 5600 C001-C0B5 C100-C106 CCA8-CCAE D001-D003"
                  + " D005"),
          "extension-type",
          ranges("0-27 29-2D 2F-3E FD00 FE0D FF01"),
          "supported-group",
          ranges("1-29 100-104 200-202 11EB-11EE 6399 639A FF01 FF02"),
          "signature-algorithm",
          signatures(),
          "signature-algorithm-cert",
          signatures(),
          "cert-compression-algorithm",
          ranges("1-3"),
          "psk-key-exchange-mode",
          ranges("0-1"));

  private static final Map<String, List<Range>> WEAK =
      Map.of(
          "cipher-suite",
          ranges(
              "0-1B 1E-2E 34 3A 3B 46 6C 6D 89-8B 8E 8F 92 93 9B A6 A7 B0 B1 B4 B5 B8 B9 BF C5"
                  + " C001-C003 C006-C008 C00B-C00D C010-C012 C015-C01C C033 C034 C039-C03B C046"
                  + " C047 C05A C05B C084 C085 C0B4 C0B5"),
          "supported-group",
          ranges("1-16 FF01 FF02"),
          "signature-algorithm",
          obsolete(),
          "signature-algorithm-cert",
          obsolete());

  private TlsRegistry() {}

  /** Whether a value of a leaf is none that is assigned. */
  static boolean isUnknown(String leaf, long value) {
    return !isIn(KNOWN, leaf, value);
  }

  /** Whether a value of a leaf is assigned and no longer to be used. */
  static boolean isWeak(String leaf, long value) {
    return isIn(WEAK, leaf, value);
  }

  private static boolean isIn(Map<String, List<Range>> table, String leaf, long value) {
    return table.getOrDefault(leaf, List.of()).stream().anyMatch(range -> range.holds(value));
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

    boolean holds(long value) {
      return value >= first && value <= last;
    }
  }
}
