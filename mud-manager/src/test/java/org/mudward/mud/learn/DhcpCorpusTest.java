package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Leased;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;

/** Captures that others made of real DHCP. */
class DhcpCorpusTest {
  private static final Path CAPTURES =
      Path.of(System.getProperty("mudward.corpus", "none"), "pcap", "tcpdump");

  @Test
  void aRelayedRequestAndItsAckTellUrlAndLease() throws IOException {
    Path capture = CAPTURES.resolve("dhcp-mud.pcap");
    if (!Files.exists(capture)) {
      System.err.println("no corpus: " + capture + " is not there, nothing was checked");
      return;
    }
    MacAddress mac = MacAddress.parse("b8:27:eb:b8:53:c8");
    List<Sighting> sightings = new ArrayList<>();
    for (byte[] frame : frames(capture)) {
      sightings.addAll(DhcpV4Reader.read(frame, Set.of(IpAddress.parse("62.12.173.114"))));
    }
    assertEquals(
        List.of(
            new Emitted(
                mac,
                new MudUrl("https://mudctl.example.com/.well-known/mud/v1/rasbp101"),
                Source.DHCPV4,
                null),
            new Leased(mac, IpAddress.parse("62.12.173.123"), Duration.ofSeconds(600))),
        sightings);
  }

  /** The frames of a little-endian pcap file. */
  private static List<byte[]> frames(Path capture) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(capture)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0xA1B2C3D4, file.getInt(0));
    file.position(24);
    List<byte[]> frames = new ArrayList<>();
    while (file.hasRemaining()) {
      byte[] frame = new byte[file.getInt(file.position() + 8)];
      file.position(file.position() + 16).get(frame);
      frames.add(frame);
    }
    return frames;
  }
}
