package org.mudward.enforcer.openflow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.mudward.policy.flow.FlowEntry;
import org.mudward.policy.flow.FlowText;

/**
 * The cookie of an entry: 16 bits that say it is ours, and 48 that say what it is. An entry whose
 * content does not fit its cookie was changed by somebody else.
 */
final class Cookies {
  private static final long OURS = 0x4D57L << 48;
  private static final long CONTENT = -1L >>> 16;

  private Cookies() {}

  static long of(FlowEntry entry) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(FlowText.of(entry).getBytes(StandardCharsets.UTF_8));
      return OURS | (ByteBuffer.wrap(digest).getLong() & CONTENT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }

  static boolean isOurs(long cookie) {
    return (cookie & ~CONTENT) == OURS;
  }
}
