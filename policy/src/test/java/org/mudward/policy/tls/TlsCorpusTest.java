package org.mudward.policy.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Handshakes in captures that others made. */
class TlsCorpusTest {
  private static final Path CAPTURES =
      Path.of(System.getProperty("mudward.corpus", "none"), "pcap");

  /** Octets of a capture that is looked at: what is larger has nothing that others lack. */
  private static final long LARGE = 20_000_000;

  private static Optional<Path> capture(String name) {
    Path capture = CAPTURES.resolve(name);
    if (!Files.exists(capture)) {
      System.err.println("no corpus: " + capture + " is not there, nothing was checked");
      return Optional.empty();
    }
    return Optional.of(capture);
  }

  private static List<HelloReading> hellos(Path capture) throws IOException {
    List<HelloReading> readings = new ArrayList<>();
    for (CaptureStreams.Flow flow : CaptureStreams.read(capture)) {
      HandshakeReader reader = flow.isTcp() ? HandshakeReader.tls() : HandshakeReader.dtls();
      HelloReading reading = new HelloReading.NeedsMore();
      for (byte[] octets : flow.payloads()) {
        reading = reader.add(octets);
        readings.add(reading);
      }
    }
    return readings;
  }

  private static List<ClientHello> read(List<HelloReading> readings) {
    return readings.stream()
        .filter(reading -> reading instanceof HelloReading.Hello)
        .map(reading -> ((HelloReading.Hello) reading).hello())
        .toList();
  }

  private static List<ServerReading> servers(Path capture) throws IOException {
    List<ServerReading> readings = new ArrayList<>();
    for (CaptureStreams.Flow flow : CaptureStreams.read(capture)) {
      ServerReader reader = flow.isTcp() ? ServerReader.tls() : ServerReader.dtls();
      ServerReading reading = new ServerReading.NeedsMore();
      for (byte[] octets : flow.payloads()) {
        reading = reader.add(octets);
      }
      readings.add(reading);
    }
    return readings;
  }

  @Test
  void everyCaptureIsReadWithoutFault() throws IOException {
    if (capture("").isEmpty()) {
      return;
    }
    int hellos = 0;
    int certificates = 0;
    try (Stream<Path> files = Files.walk(CAPTURES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".pcap")).toList()) {
        if (Files.size(file) < LARGE) {
          hellos += read(hellos(file)).size();
          certificates +=
              (int) servers(file).stream().filter(r -> r instanceof ServerReading.Shown).count();
        }
      }
    }
    assertTrue(hellos > 100, "only " + hellos + " hellos");
    assertTrue(certificates > 50, "only " + certificates + " certificates");
  }

  @Test
  void aHelloInSeveralSegmentsIsRead() throws IOException {
    Optional<Path> split = capture("arkime/tls-split-client-hello.pcap");
    if (split.isPresent()) {
      List<HelloReading> readings = hellos(split.get());
      assertTrue(readings.get(0) instanceof HelloReading.NeedsMore, readings.toString());
      assertFalse(read(readings).isEmpty());
    }
  }

  @Test
  void bothHellosOfADtlsClientAreRead() throws IOException {
    Optional<Path> dtls = capture("arkime/wireshark-dtls12.pcap");
    if (dtls.isPresent()) {
      List<ClientHello> hellos = read(hellos(dtls.get()));
      assertEquals(2, hellos.size());
      assertEquals(List.of(0xFEFD), hellos.get(1).numbers(TlsParameter.DTLS_VERSION));
    }
  }

  @Test
  void aHelloWithGreaseFitsAProfileWithoutIt() throws IOException {
    Optional<Path> grease = capture("pcapplusplus/Packet++Test/PacketExamples/tls_grease.pcap");
    if (grease.isPresent()) {
      ClientHello hello = read(hellos(grease.get())).get(0);
      Map<TlsParameter, Set<Integer>> known = new EnumMap<>(TlsParameter.class);
      for (TlsParameter parameter : hello.numbers().keySet()) {
        known.put(
            parameter,
            hello.numbers(parameter).stream()
                .filter(number -> !TlsRegistry.isGrease(parameter, number))
                .collect(Collectors.toSet()));
      }
      TlsJudgement judgement =
          new TlsProfiles(List.of(new TlsProfile("p", known, Map.of()))).judge(hello, Set.of());
      assertTrue(judgement.fits(), judgement.toString());
      assertFalse(judgement.ignored().isEmpty(), "it holds GREASE");
    }
  }
}
