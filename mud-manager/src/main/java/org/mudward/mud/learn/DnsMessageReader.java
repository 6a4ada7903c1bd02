package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.learn.DnsMessage.Resource;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/**
 * The only way to the octets of a DNS message: every step checks that it stays inside.
 *
 * <p>A fault before the end of the answer section spoils the message, because what comes after it
 * may be read in more than one way. A label that holds a dot or an unprintable octet spoils only
 * its name: {@code api.example} written as one label is not {@code api.example} in two.
 */
final class DnsMessageReader {
  /** RFC 1035 section 2.3.4, on the wire. */
  private static final int MAX_NAME = 255;

  /** Records of an announcement that are looked at; devices announce about a dozen. */
  static final int MAX_ANNOUNCED = 64;

  static final int PTR = 12;
  static final int SRV = 33;

  private static final int HEADER = 12;
  private static final int CNAME = 5;
  private static final int CLASS_IN = 1;
  private static final int POINTER = 0xC0;

  /** The octets ended, or make no sense. Without a trace: it never leaves this class. */
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message, null, false, false);
    }
  }

  private final ByteBuffer bytes;
  private final int start;
  private final int end;
  private int at;

  private DnsMessageReader(ByteBuffer bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /** Reads the message in this part of the buffer, by absolute position. */
  static Optional<DnsMessage> read(ByteBuffer bytes, int start, int end) {
    try {
      return new DnsMessageReader(bytes, start, end).message();
    } catch (Fault fault) {
      return Optional.empty();
    }
  }

  private Optional<DnsMessage> message() {
    require(at, HEADER);
    int id = u16();
    int flags = u16();
    int questions = u16();
    int answers = u16();
    at += 4;
    boolean response = (flags & 0x8000) != 0;
    int operation = flags >>> 11 & 15;
    if (!response || operation != 0 || questions != 1) {
      return Optional.empty();
    }
    String name = name();
    int type = u16();
    if (u16() != CLASS_IN) {
      return Optional.empty();
    }
    boolean truncated = (flags & 0x0200) != 0;
    int code = flags & 15;
    List<Resource> records = truncated || code != 0 ? List.of() : records(answers);
    return Optional.of(
        new DnsMessage(id, code, truncated, name == null ? "" : name, type, records));
  }

  /**
   * Who owns a record of multicast DNS.
   *
   * @param name in lower case without final dot
   */
  record Owner(String name, int type) {}

  /**
   * Who owns the first records of an announcement by multicast DNS that is not taken back, as far
   * as they can be read (RFC 6762 section 18); none of a question.
   */
  static List<Owner> owners(ByteBuffer bytes) {
    List<Owner> owners = new ArrayList<>();
    try {
      new DnsMessageReader(bytes, 0, bytes.limit()).announcement(owners);
    } catch (Fault fault) {
      // What came before it can be read in one way only.
    }
    return owners;
  }

  private void announcement(List<Owner> owners) {
    require(at, HEADER);
    u16();
    boolean response = (u16() & 0x8000) != 0;
    int questions = u16();
    int records = u16() + u16() + u16();
    if (!response || questions != 0) {
      return;
    }
    for (int i = 0; i < Math.min(records, MAX_ANNOUNCED); i++) {
      String owner = name();
      int type = u16();
      u16();
      long ttl = (long) u16() << 16 | u16();
      int length = u16();
      require(at, length);
      at += length;
      if (owner != null && ttl > 0) {
        owners.add(new Owner(owner, type));
      }
    }
  }

  private List<Resource> records(int count) {
    List<Resource> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Resource record = resource();
      if (record != null) {
        records.add(record);
      }
    }
    return records;
  }

  /** The next record; null if it is of no use here. */
  private @Nullable Resource resource() {
    String owner = name();
    int type = u16();
    int recordClass = u16();
    long ttl = (long) u16() << 16 | u16();
    ttl = ttl > Integer.MAX_VALUE ? 0 : ttl;
    int length = u16();
    int dataEnd = at + length;
    require(at, length);
    Resource record = null;
    if (recordClass == CLASS_IN && type == CNAME) {
      String target = name();
      requireThat(at == dataEnd, "an alias that is shorter or longer than its record");
      if (owner != null) {
        record = new Resource.Alias(owner, ttl, target == null ? Resource.Alias.NOWHERE : target);
      }
    } else if (recordClass == CLASS_IN && (type == DnsMessage.A || type == DnsMessage.AAAA)) {
      Family family = type == DnsMessage.A ? Family.IPV4 : Family.IPV6;
      requireThat(length == family.bits() / 8, "an address of the wrong length");
      byte[] octets = new byte[length];
      bytes.get(at, octets);
      record = owner == null ? null : new Resource.Address(owner, ttl, IpAddress.of(octets));
    }
    at = dataEnd;
    return record;
  }

  /** The next name, in lower case without final dot; null if it is no usable one, as the root. */
  private @Nullable String name() {
    StringBuilder text = new StringBuilder();
    boolean usable = true;
    int place = at;
    int after = -1;
    int wireLength = 1;
    while (true) {
      int length = u8(place);
      if (length >= POINTER) {
        int target = start + ((length & 0x3F) << 8 | u8(place + 1));
        requireThat(target < place, "a pointer that does not point back");
        after = after < 0 ? place + 2 : after;
        place = target;
        continue;
      }
      requireThat(length < 0x40, "a label of a kind that does not exist");
      if (length == 0) {
        break;
      }
      wireLength += length + 1;
      requireThat(wireLength <= MAX_NAME, "a name of more than 255 octets");
      usable &= label(text, place + 1, length);
      place += length + 1;
    }
    at = after < 0 ? place + 1 : after;
    return usable && !text.isEmpty() ? text.toString().toLowerCase(Locale.ROOT) : null;
  }

  private boolean label(StringBuilder text, int from, int length) {
    require(from, length);
    boolean usable = true;
    text.append(text.isEmpty() ? "" : ".");
    for (int i = from; i < from + length; i++) {
      char c = (char) (bytes.get(i) & 0xFF);
      usable &= c >= 0x20 && c < 0x7F && c != '.';
      text.append(c);
    }
    return usable;
  }

  private int u16() {
    require(at, 2);
    int value = bytes.getShort(at) & 0xFFFF;
    at += 2;
    return value;
  }

  private int u8(int place) {
    require(place, 1);
    return bytes.get(place) & 0xFF;
  }

  private void require(int place, int count) {
    requireThat(place >= start && count <= end - place, "the message ends too early");
  }

  private static void requireThat(boolean holds, String otherwise) {
    if (!holds) {
      throw new Fault(otherwise);
    }
  }
}
