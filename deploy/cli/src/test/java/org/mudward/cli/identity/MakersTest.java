package org.mudward.cli.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.policy.MacAddress;

class MakersTest {
  private static final Makers MAKERS = Makers.load();

  private static Makers.Suggestion of(String mac) {
    return MAKERS.of(MacAddress.parse(mac));
  }

  @ParameterizedTest
  @CsvSource({
    "00:17:88:12:34:56, Philips Lighting BV, 24",
    "b8:27:eb:00:00:01, Raspberry Pi Foundation, 24",
    "00:00:0c:ff:ff:ff, 'Cisco Systems, Inc', 24"
  })
  void aMakerIsNamedWithWhatThatRestsOn(String mac, String maker, int bits) {
    Makers.Suggestion suggestion = of(mac);
    assertEquals(Optional.of(maker), suggestion.maker());
    assertTrue(
        suggestion
            .evidence()
            .matches(
                "the first "
                    + bits
                    + " bits of its address \\(IEEE .* as of \\d{4}-\\d\\d-\\d\\d\\)"),
        suggestion::evidence);
  }

  /** The IEEE cut 70:b3:d5 into 4096 blocks; its own name would be nobody's maker. */
  @Test
  void smallBlocksWithinLargeOnesHaveTheirOwnMakers() {
    Makers.Suggestion one = of("70:b3:d5:00:10:00");
    Makers.Suggestion other = of("70:b3:d5:00:20:00");
    assertTrue(one.maker().isPresent() && other.maker().isPresent());
    assertTrue(!one.maker().equals(other.maker()), () -> one + " " + other);
    assertTrue(one.evidence().startsWith("the first 36 bits"), one::evidence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"02:00:00:00:00:10", "da:a1:19:00:00:01", "02:17:88:12:34:56"})
  void anAddressThatNobodyGaveOutHasNoMaker(String mac) {
    assertEquals(Optional.empty(), of(mac).maker());
    assertTrue(of(mac).evidence().contains("random"), of(mac)::evidence);
  }

  @Test
  void neitherHaveGroupsNorBlocksThatNobodyHas() {
    assertEquals(Optional.empty(), of("01:00:5e:00:00:fb").maker());
    assertEquals(Optional.empty(), of("fc:ff:ff:ff:ff:ff").maker());
  }
}
