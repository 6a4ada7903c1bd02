package org.mudward.cli.audit;

import java.util.Arrays;
import java.util.Locale;

/** What an audit can find, and how much it matters. */
enum FindingKind {
  DROPPED(1_000_001, "error", "Traffic that the MUD files do not permit"),
  PORT_SCAN(1_000_002, "error", "Many ports of one host asked for in vain"),
  HOST_SCAN(1_000_003, "error", "Many hosts asked for the same port in vain"),
  LATERAL(1_000_004, "error", "A device turns to local hosts that its MUD file does not name"),
  CLEARTEXT_CREDENTIALS(1_000_005, "error", "A conversation by a protocol that shows passwords"),
  DEPRECATED_TLS(1_000_006, "warning", "A handshake of a withdrawn version of TLS or DTLS"),
  EXPOSED_SERVICE(1_000_007, "warning", "A service of a device answers a host that it need not"),
  UNEXPECTED_INITIATOR(1_000_008, "error", "A connection opened by the side that may not open it"),
  DAMAGED_CAPTURE(1_000_009, "warning", "A part of a capture that cannot be read"),
  TLS_PROFILE(1_000_010, "error", "A hello of a device that its (D)TLS profiles do not permit"),
  TLS_UNREAD(1_000_011, "warning", "A hello that could not be judged by the (D)TLS profiles"),
  WEAK_CIPHER(1_000_012, "warning", "A cipher suite offered that must not be"),
  STATIC_RSA(1_000_013, "warning", "A key exchange by static RSA, without forward secrecy");

  private final int signature;
  private final String level;
  private final String text;

  FindingKind(int signature, String level, String text) {
    this.signature = signature;
    this.level = level;
    this.text = text;
  }

  /** Its number among those that are free for local use among the rules of Snort's kind. */
  int signature() {
    return signature;
  }

  /** {@code error} or {@code warning}. */
  String level() {
    return level;
  }

  /** What it is, for people. */
  String text() {
    return text;
  }

  static FindingKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(word));
  }

  /** The word for programs, such as {@code port-scan}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
