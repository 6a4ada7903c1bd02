package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of listening: what does not fit is said before anything is opened. */
class LiveOptionsTest {
  @Test
  void eitherCapturesOrAnInterfaceIsNeededAndNotBoth() {
    for (Ran ran :
        new Ran[] {Ran.mudward("audit"), Ran.mudward("audit", "x.pcap", "--interface", "nic")}) {
      assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
      assertTrue(ran.err().contains("either captures or --interface"), ran.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "10", "s", "-1s", "1.5h", "100000d", "1w", "1S"})
  void aTimeThatIsNoneIsRefused(String time) {
    Ran ran = Ran.mudward("audit", "--interface", "nosuchnic", "--for=" + time);
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains("--for is a time such as"), ran.err());
  }

  @Test
  void aLimitBelowOneIsRefused() {
    Ran ran = Ran.mudward("audit", "--interface", "nosuchnic", "--limit=0");
    assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
    assertTrue(ran.err().contains("--limit is a number of frames"), ran.err());
  }

  @Test
  void optionsOfListeningWithoutAnInterfaceAreRefused() {
    for (String option : new String[] {"--for=1s", "--limit=1", "--no-promiscuous"}) {
      Ran ran = Ran.mudward("audit", "x.pcap", option);
      assertEquals(ExitCode.WRONG_USE, ran.code(), ran.err());
      assertTrue(ran.err().contains("go with --interface"), ran.err());
    }
  }
}
