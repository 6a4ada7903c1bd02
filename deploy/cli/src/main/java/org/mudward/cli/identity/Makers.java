package org.mudward.cli.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** Room for how many bits a block has. */
  private static final int SIZE_BITS = 6;

  /** More than twice as many places as the IEEE gave out blocks. */
  private static final int PLACE_BITS = 17;

  private static final int PLACES = 1 << PLACE_BITS;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private byte[] list = {};
  private long[] keys = {};

  /** Where the line of a block's maker begins. */
  private int[] lines = {};

  private int size;
  private String source = "";

  private Makers() {}

  /**
   * What an address suggests.
   *
   * @param maker as the IEEE knows him; empty if the address does not say
   * @param evidence what the suggestion rests on, or why there is none
   */
  public record Suggestion(Optional<String> maker, String evidence) {}

  /** The list that is part of the program; it is read when an address first asks for it. */
  public static Makers load() {
    return new Makers();
  }

  private void read() {
    try (InputStream packed = Makers.class.getResourceAsStream(LIST)) {
      if (packed == null) {
        throw new IllegalStateException("the program is incomplete: " + LIST);
      }
      list = new GZIPInputStream(packed).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the program is damaged: " + LIST, e);
    }
    keys = new long[PLACES];
    lines = new int[PLACES];
    int at = 0;
    while (at < list.length) {
      at = add(at) + 1;
    }
  }

  /** Takes a line, which names a maker and behind a tab its blocks; returns where it ends. */
  private int add(int line) {
    if (list[line] == '#') {
      int end = end(line, '\n');
      source = text(line + 2, end);
      return end;
    }
    int at = end(line, '\t') + 1;
    while (true) {
      int from = at;
      long block = 0;
      while (at < list.length && list[at] > ' ') {
        block = (block << BITS_OF_A_DIGIT) | Character.digit(list[at], 16);
        at++;
      }
      put(key(block, (at - from) * BITS_OF_A_DIGIT), line);
      if (at == list.length || list[at] == '\n') {
        return at;
      }
      at++;
    }
  }

  private int end(int from, char mark) {
    int at = from;
    while (at < list.length && list[at] != mark) {
      at++;
    }
    return at;
  }

  private String text(int from, int to) {
    return new String(list, from, to - from, StandardCharsets.UTF_8);
  }

  /** Blocks of different sizes may begin alike. */
  private static long key(long beginning, int bits) {
    return (beginning << SIZE_BITS) | bits;
  }

  /** Where a block stands, or would. Half of all places are empty, so there is an end. */
  private int place(long key) {
    int place = (int) ((key * SPREAD) >>> (Long.SIZE - PLACE_BITS));
    while (keys[place] != 0 && keys[place] != key) {
      place = (place + 1) & (PLACES - 1);
    }
    return place;
  }

  private void put(long key, int line) {
    int place = place(key);
    if (keys[place] == 0 && ++size > PLACES / 2) {
      throw new IllegalStateException("more blocks than there is room for: " + LIST);
    }
    keys[place] = key;
    lines[place] = line;
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
    if (list.length == 0) {
      read();
    }
    for (int bits : BLOCKS) {
      int place = place(key(mac.bits() >>> (BITS - bits), bits));
      if (keys[place] != 0) {
        String maker = text(lines[place], end(lines[place], '\t'));
        return new Suggestion(
            Optional.of(maker), "the first %d bits of its address (%s)".formatted(bits, source));
      }
    }
    return new Suggestion(
        Optional.empty(), "an address of no block that is known (" + source + ")");
  }
}
