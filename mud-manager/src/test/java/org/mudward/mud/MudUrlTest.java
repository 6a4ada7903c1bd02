package org.mudward.mud;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MudUrlTest {
  private static final MudUrl OLD = new MudUrl("https://maker.example/a/b/v1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://maker.example/a/b/v2",
        "https://maker.example/a/b/other.json",
        "https://MAKER.example.:443/a/b/v2",
        "https://maker.example/a/b/..v2"
      })
  void whatDiffersInTheLastSegmentIsBeside(String text) {
    assertTrue(new MudUrl(text).isBeside(OLD));
    assertTrue(OLD.isBeside(new MudUrl(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://maker.example/a/b/v1",
        "https://maker.example/a/c/v1",
        "https://maker.example/a/b/c/v1",
        "https://maker.example/a/v2",
        "https://maker.example/a/b/",
        "https://maker.example/a/b",
        "https://maker.example",
        "https://maker.example/A/b/v2",
        "https://maker.example/a/%62/v2",
        "https://maker.example:8443/a/b/v2",
        "https://other.example/a/b/v2",
        "https://maker.example/a/b/v2?x=1",
        "https://maker.example/a/b/v2#x",
        "https://maker.example/a/b/..",
        "https://maker.example/a/b/%2E.",
        "https://maker.example/a/b/..%2fc",
        "https://maker.example/a/b/..%5Cc"
      })
  void whatDiffersInAnythingElseIsNot(String text) {
    assertFalse(new MudUrl(text).isBeside(OLD));
    assertFalse(OLD.isBeside(new MudUrl(text)));
  }
}
