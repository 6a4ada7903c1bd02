package org.mudward.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameRigTest {
  private static final String ONE = "020000000001";
  private static final String TWO = "020000000002";

  private FrameRig rig;

  @BeforeAll
  void build() throws IOException {
    Requirements.demand();
    rig = new FrameRig(Files.createTempDirectory("mudward-rig"));
  }

  @AfterAll
  void takeDown() {
    if (rig != null) {
      rig.close();
    }
  }

  private static byte[] frame(String to, String from, String rest) {
    return HexFormat.of().parseHex(to + from + rest);
  }

  private static BitSet all(int count) {
    BitSet set = new BitSet();
    set.set(0, count);
    return set;
  }

  @Test
  void exactlyTheFramesThatTheSwitchForwardsComeOut() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String type = i % 2 == 0 ? "88b5" : "88b7";
      frames.add(frame(TWO, ONE, type + String.format("%04x", i) + "00".repeat(40)));
    }
    rig.vswitch().ofctl("del-flows");
    rig.vswitch().ofctl("add-flow", "priority=1,actions=NORMAL");
    assertEquals(all(200), rig.send(frames));
    rig.vswitch().ofctl("add-flow", "priority=2,dl_type=0x88b7,actions=drop");
    BitSet even = new BitSet();
    for (int i = 0; i < 200; i += 2) {
      even.set(i);
    }
    assertEquals(even, rig.send(frames));
    rig.vswitch().ofctl("add-flow", "priority=3,actions=drop");
    assertEquals(all(0), rig.send(frames), "the last frame comes out of a closed switch too");
  }

  @Test
  void everyKindOfFrameComesOutAsItIs() throws IOException {
    rig.vswitch().ofctl("del-flows");
    rig.vswitch().ofctl("add-flow", "priority=1,actions=NORMAL");
    List<byte[]> frames =
        List.of(
            frame(TWO, ONE, "88b5"),
            frame(ONE, TWO, "88b501"),
            frame("ffffffffffff", ONE, "0806" + "01".repeat(28)),
            frame("0180c200000e", ONE, "88cc" + "02".repeat(20)),
            frame("0180c2000003", ONE, "888e" + "03".repeat(4)),
            frame("01005e0000fb", TWO, "0800" + "45".repeat(30)),
            frame(TWO, ONE, "8100000588b5" + "04".repeat(20)),
            frame(TWO, ONE, "8100200088b5" + "05".repeat(20)),
            frame(TWO, ONE, "88a80005810000060800" + "06".repeat(20)),
            frame(TWO, ONE, "0014424203" + "07".repeat(20)),
            frame(TWO, ONE, "0800" + "ff".repeat(FrameRig.LONGEST - 14)));
    BitSet all = all(frames.size());
    assertEquals(all, rig.send(frames));
    assertEquals(all, rig.send(frames), "what was learnt the first time changes nothing");
  }

  @Test
  void aMistakeOfTheTestIsNotADrop() throws IOException {
    rig.vswitch().ofctl("del-flows");
    rig.vswitch().ofctl("add-flow", "priority=1,actions=NORMAL");
    byte[] twice = frame(TWO, ONE, "88b5" + "aa".repeat(20));
    assertThrows(IllegalArgumentException.class, () -> rig.send(List.of(twice, twice)));
    byte[] tooLong = frame(TWO, ONE, "88b5" + "aa".repeat(3000));
    assertThrows(IOException.class, () -> rig.send(List.of(tooLong)));
  }

  @Test
  void theTraceSaysWhatTheSwitchDoes() throws IOException {
    rig.vswitch().ofctl("del-flows");
    rig.vswitch().ofctl("add-flow", "priority=1,dl_type=0x88b5,actions=NORMAL");
    assertTrue(rig.trace(frame(TWO, ONE, "88b5" + "00".repeat(20))).contains("NORMAL"));
    assertTrue(rig.trace(frame(TWO, ONE, "88b7" + "00".repeat(20))).contains("drop"));
  }

  @Test
  void aCaptureFileReadsBackAsItWasWritten(@TempDir Path folder) throws IOException {
    List<byte[]> frames = List.of(frame(ONE, TWO, "88b5"), new byte[1500]);
    Path file = folder.resolve("frames.pcap");
    PcapFile.write(file, frames);
    List<byte[]> read = PcapFile.read(file);
    assertEquals(2, read.size());
    assertArrayEquals(frames.get(0), read.get(0));
    assertArrayEquals(frames.get(1), read.get(1));
    byte[] cut = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(cut, cut.length - 1));
    assertEquals(1, PcapFile.read(file).size(), "a frame that is still being written is not there");
  }
}
