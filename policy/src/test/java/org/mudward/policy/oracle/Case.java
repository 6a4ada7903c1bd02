package org.mudward.policy.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.mudward.policy.Decision;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.SnapshotJson;
import org.mudward.policy.testing.Generators;

/**
 * A policy and a frame that both deciders are asked about.
 *
 * @param frame what of the frame was captured
 * @param wireLength how long it was
 */
record Case(PolicySnapshot snapshot, byte[] frame, int wireLength) {
  private static final HexFormat HEX = HexFormat.of();
  private static final int OFFSET = 3;

  /** A frame for the snapshot, sometimes cut or with wrong octets. */
  static Case random(Generators generators, PolicySnapshot snapshot) {
    byte[] frame = generators.frame(snapshot);
    Random random = generators.random();
    int wireLength = frame.length;
    switch (random.nextInt(12)) {
      case 0 -> frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
      case 1 -> {
        frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
        wireLength = frame.length;
      }
      case 2 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          // Behind the MAC addresses, or the parties would be nobody's.
          int at = 12 + random.nextInt(frame.length - 12);
          frame[at] = (byte) (random.nextBoolean() ? random.nextInt() : frame[at] ^ 1);
        }
      }
      default -> {}
    }
    return new Case(snapshot, frame, wireLength);
  }

  Decision decided() {
    // The view must not care where in a buffer the frame lies, nor for what lies around it.
    byte[] around = new byte[OFFSET + frame.length + 50];
    Arrays.fill(around, (byte) 0x11);
    System.arraycopy(frame, 0, around, OFFSET, frame.length);
    Packet packet = new Packet().set(ByteBuffer.wrap(around), OFFSET, frame.length, wireLength);
    return snapshot.decide(packet);
  }

  Decision expected() {
    return NaiveDecision.of(snapshot, frame, wireLength);
  }

  static Case read(Path file) throws IOException, LinkFormatException {
    List<String> lines = Files.readAllLines(file, UTF_8);
    return new Case(
        SnapshotJson.read(lines.get(2).getBytes(UTF_8)),
        HEX.parseHex(lines.get(0)),
        Integer.parseInt(lines.get(1)));
  }

  /** Keeps this case; whoever finds out which side is wrong moves it to the resources. */
  Path keep(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(Integer.toHexString(Arrays.hashCode(frame)) + ".txt");
    String json = new String(SnapshotJson.write(snapshot), UTF_8);
    return Files.writeString(file, HEX.formatHex(frame) + "\n" + wireLength + "\n" + json + "\n");
  }
}
