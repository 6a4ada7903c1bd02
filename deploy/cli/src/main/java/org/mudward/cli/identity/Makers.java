package org.mudward.cli.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.mudward.policy.MacAddress;

/**
 * Who probably made a device, by the beginning of its MAC address in the lists of the IEEE. A
 * suggestion for a person who looks for a MUD file, and nothing else: an address is written by
 * whoever sends it, so no rule ever comes of this.
 */
public final class Makers {
  private static final String LIST = "makers.txt.gz";

  /** Bits of the blocks that the IEEE gives out, the smallest blocks first. */
  private static final int[] BLOCKS = {36, 28, 24};

  private static final int BITS = 48;
  private static final int BITS_OF_A_DIGIT = 4;

  /** IEEE 802c: set in addresses that nobody gave out, such as those that telephones invent. */
  private static final long LOCAL = 0x02_00_00_00_00_00L;

  private static final long GROUP = 0x01_00_00_00_00_00L;

  private final Map<Long, String> makers = new HashMap<>();
  private String source = "";

  private Makers() {}

  /**
   * What an address suggests.
   *
   * @param maker as the IEEE knows him; empty if the address does not say
   * @param evidence what the suggestion rests on, or why there is none
   */
  public record Suggestion(Optional<String> maker, String evidence) {}

  /** The list that is part of the program. */
  public static Makers load() {
    try (InputStream packed = Makers.class.getResourceAsStream(LIST)) {
      if (packed == null) {
        throw new IllegalStateException("the program is incomplete: " + LIST);
      }
      Makers makers = new Makers();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
        lines.lines().forEach(makers::add);
      }
      return makers;
    } catch (IOException e) {
      throw new UncheckedIOException("the program is damaged: " + LIST, e);
    }
  }

  private void add(String line) {
    if (line.startsWith("# ")) {
      source = line.substring(2);
      return;
    }
    int tab = line.indexOf('\t');
    String maker = line.substring(0, tab).intern();
    for (String block : line.substring(tab + 1).split(" ", -1)) {
      int bits = block.length() * BITS_OF_A_DIGIT;
      makers.put(key(Long.parseLong(block, 16), bits), maker);
    }
  }

  /** Blocks of different sizes may begin alike. */
  private static long key(long beginning, int bits) {
    return (long) bits << BITS | beginning;
  }

  /** What an address suggests. */
  public Suggestion of(MacAddress mac) {
    if ((mac.bits() & GROUP) != 0) {
      return new Suggestion(Optional.empty(), "a group's address, no device's");
    }
    if ((mac.bits() & LOCAL) != 0) {
      return new Suggestion(
          Optional.empty(),
          "a locally administered address, perhaps a random one: it has no maker");
    }
    for (int bits : BLOCKS) {
      String maker = makers.get(key(mac.bits() >>> (BITS - bits), bits));
      if (maker != null) {
        return new Suggestion(
            Optional.of(maker), "the first %d bits of its address (%s)".formatted(bits, source));
      }
    }
    return new Suggestion(
        Optional.empty(), "an address of no block that is known (" + source + ")");
  }
}
