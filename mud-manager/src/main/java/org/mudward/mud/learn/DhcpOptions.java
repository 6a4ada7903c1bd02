package org.mudward.mud.learn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mudward.policy.IpAddress;

/**
 * The options of one DHCPv4 message (RFC 2132), with those in the file and sname fields if it says
 * so (option 52).
 *
 * <p>An option that comes twice does not count: parts of one long option (RFC 3396) have no use
 * here, where lengths are fixed or one URL is short, and which of two a server takes is its affair.
 * An option that runs past the end of its field ends the reading; {@link #isWhole} then says no.
 */
final class DhcpOptions implements UrlOptions {
  static final int DNS_SERVERS = 6;
  static final int HOST_NAME = 12;
  static final int NTP_SERVERS = 42;
  static final int REQUESTED_ADDRESS = 50;
  static final int PARAMETERS = 55;
  static final int VENDOR_CLASS = 60;
  static final int CLIENT_NAME = 81;
  static final int MUD_URL = 161;

  /** Clients ask three resolvers at most. */
  static final int MAX_HOSTS = 8;

  private static final int PAD = 0;
  private static final int LEASE_TIME = 51;
  private static final int OVERLOAD = 52;
  private static final int MESSAGE_TYPE = 53;
  private static final int END = 255;

  private static final Set<Integer> READ =
      Set.of(
          DNS_SERVERS,
          HOST_NAME,
          NTP_SERVERS,
          REQUESTED_ADDRESS,
          LEASE_TIME,
          OVERLOAD,
          MESSAGE_TYPE,
          PARAMETERS,
          VENDOR_CLASS,
          CLIENT_NAME,
          MUD_URL);

  private static final int NONE = -1;

  // Places in the message, RFC 2131 figure 1.
  private static final int SNAME = 44;
  private static final int FILE = 108;
  private static final int FILE_END = 236;
  private static final int OPTIONS = 240;

  private final ByteBuffer bytes;
  private final Map<Integer, byte[]> values = new HashMap<>();
  private final Set<Integer> seen = new HashSet<>();
  private final Set<Integer> repeated = new HashSet<>();
  private int cut = NONE;
  private boolean whole;

  private DhcpOptions(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads them.
   *
   * @param message the octets of the DHCP message that are there; those of the fixed part are
   * @param whole whether all of it is there
   */
  static DhcpOptions read(ByteBuffer message, boolean whole) {
    DhcpOptions options = new DhcpOptions(message);
    boolean readable = options.readField(OPTIONS, message.limit());
    byte[] overload = readable ? options.values.getOrDefault(OVERLOAD, new byte[0]) : new byte[0];
    int fields = overload.length == 1 ? overload[0] : 0;
    // RFC 3396 section 5: the options field, then file, then sname.
    if ((fields & 1) != 0) {
      readable = options.readField(FILE, FILE_END);
    }
    if ((fields & 2) != 0 && readable) {
      readable = options.readField(SNAME, FILE);
    }
    options.whole = readable && whole;
    return options;
  }

  /** Reads one field; false if an option runs past its end. */
  private boolean readField(int from, int end) {
    int at = from;
    while (at < end) {
      int code = bytes.get(at++) & 0xFF;
      if (code == END) {
        return true;
      }
      if (code == PAD) {
        continue;
      }
      int length = at < end ? bytes.get(at++) & 0xFF : Integer.MAX_VALUE;
      if (length > end - at) {
        cut = code;
        return false;
      }
      add(code, at, length);
      at += length;
    }
    return true;
  }

  private void add(int code, int at, int length) {
    if (!READ.contains(code)) {
      return;
    }
    if (!seen.add(code)) {
      repeated.add(code);
      values.remove(code);
      return;
    }
    byte[] value = new byte[length];
    bytes.get(at, value);
    values.put(code, value);
  }

  /** Whether nothing is missing at the end. */
  boolean isWhole() {
    return whole;
  }

  @Override
  public boolean isRepeated(int code) {
    return repeated.contains(code);
  }

  @Override
  public boolean isCut(int code) {
    return cut == code;
  }

  int messageType() {
    byte[] value = values.get(MESSAGE_TYPE);
    return value != null && value.length == 1 ? value[0] & 0xFF : 0;
  }

  @Override
  public Optional<String> text(int code) {
    return Optional.ofNullable(values.get(code))
        .map(value -> new String(value, StandardCharsets.ISO_8859_1));
  }

  /** The octets of an option. */
  Optional<ByteBuffer> octets(int code) {
    return Optional.ofNullable(values.get(code)).map(ByteBuffer::wrap);
  }

  /** The four octets of an option that has four. */
  Optional<Integer> number(int code) {
    return Optional.ofNullable(values.get(code))
        .filter(value -> value.length == 4)
        .map(value -> ByteBuffer.wrap(value).getInt());
  }

  /** The hosts of an option that lists addresses (RFC 2132 sections 3.8 and 8.3); no more count. */
  Set<IpAddress> hosts(int code) {
    byte[] value = values.getOrDefault(code, new byte[0]);
    Set<IpAddress> hosts = new HashSet<>();
    for (int at = 0; at + Integer.BYTES <= value.length && hosts.size() < MAX_HOSTS; at += 4) {
      DhcpMessage.hostAddress(ByteBuffer.wrap(value).getInt(at)).ifPresent(hosts::add);
    }
    return hosts;
  }

  /** How long a lease lasts; all ones, which means for ever, is 136 years. */
  Optional<Duration> leaseTime() {
    return number(LEASE_TIME).map(seconds -> Duration.ofSeconds(Integer.toUnsignedLong(seconds)));
  }
}
