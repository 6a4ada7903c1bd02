package org.mudward.mud.verify;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Whether octets are one DER value, before anything of consequence reads them (RFC 8520 section
 * 13.1 asks for DER; X.690 section 10).
 *
 * <p>One value has one encoding in DER. So two readers of the same signature cannot see different
 * things in it, and nothing can be hidden behind its end.
 */
final class DerShape {
  /** A signature with its certificates nests 15 deep; recursive readers get no deeper than this. */
  private static final int MAX_DEPTH = 40;

  private static final int CONSTRUCTED = 0x20;
  private static final int HIGH_TAG = 0x1F;
  private static final int LONG_LENGTH = 0x80;
  private static final int MAX_LENGTH_OCTETS = 3;

  private final byte[] octets;

  private DerShape(byte[] octets) {
    this.octets = octets;
  }

  /**
   * Reads the one value.
   *
   * @throws IOException saying what is wrong
   */
  static ASN1Primitive read(byte[] octets) throws IOException {
    if (new DerShape(octets).value(0, octets.length, 0) != octets.length) {
      throw new IOException("something follows its end");
    }
    ASN1Primitive value = ASN1Primitive.fromByteArray(octets);
    if (!Arrays.equals(value.getEncoded(ASN1Encoding.DER), octets)) {
      throw new IOException("it is BER, not DER");
    }
    return value;
  }

  /** Walks one value; returns where it ends. */
  private int value(int from, int end, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("it is nested too deep");
    }
    int tag = octet(from, end);
    if ((tag & HIGH_TAG) == HIGH_TAG) {
      throw new IOException("it has a tag that no signature has");
    }
    int at = from + 2;
    int length = octet(from + 1, end);
    if (length >= LONG_LENGTH) {
      int count = length - LONG_LENGTH;
      if (count == 0) {
        throw new IOException("it is BER, with an indefinite length, not DER");
      }
      if (count > MAX_LENGTH_OCTETS) {
        throw new IOException("it has a length that cannot be");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | octet(at++, end);
      }
    }
    int stop = at + length;
    if (stop > end) {
      throw new IOException("it is cut off");
    }
    if ((tag & CONSTRUCTED) != 0) {
      while (at < stop) {
        at = value(at, stop, depth + 1);
      }
    }
    return stop;
  }

  private int octet(int at, int end) throws IOException {
    if (at >= end) {
      throw new IOException("it is cut off");
    }
    return octets[at] & 0xFF;
  }
}
