package org.mudward.mud.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mudward.mud.fetch.FetchFailure.Reason;

class HttpsUrlTest {

  private static HttpsUrl parse(String text) throws FailedException {
    return HttpsUrl.parse(text, Reason.REDIRECT);
  }

  /** Whatever a parser in the manner of inet_aton, or a lenient one, would take for loopback. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://0177.0.0.01/",
        "https://127.0.0.01/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0x7f.0.0.0x1/",
        "https://0X7F.0.0.1/",
        "https://127.0.0.0x1/",
        "https://127.0.0.0x/",
        "https://1.2.3.4.5/",
        "https://256.1.1.1/",
        "https://example.1/",
        "https://a.0x10/",
        "https://0/",
        "https://0.0/",
        "https://00.0.0.0/",
        "https://127.0.0.1%2f@example.com/",
        "https://[::1%25lo]/",
        "https://[fe80::1%25eth0]/",
        "https://[::ffff:127.1]/",
        "https://[v1.x]/",
        "https://[::1/",
        "https://::1/",
        "https://127.0.0.1:80:443/",
        "https://127.0.0.1\\@example.com/",
        "https://example.com@127.0.0.1/",
        "https://user:pw@example.com/",
        "https://@example.com/",
        "https://\u2460\u2461\u2466.0.0.1/",
        "https://127\u30020\u30020\u30021/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://ex\u0430mple.com/",
        "https://example.com\u0000.evil.example/",
        "https://exa mple.com/",
        "https://example..com/",
        "https://.example.com/",
        "https://example.com../",
        "https://./",
        "https:///path",
        "https://",
        "https:",
        "https:example.com",
        "//example.com/",
        "/path",
        "",
        "http://example.com/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "jar:https://example.com/!/x",
        "gopher://example.com/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:-1/",
        "https://example.com:x/",
        "https://example.com/a\r\nHost: evil.example",
        "https://example.com/a\tb"
      })
  void isNoPlaceToGo(String text) {
    assertThrows(FailedException.class, () -> parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, example.com, 443, /, example.com",
    "https://EXAMPLE.com.:443/x, example.com, 443, /x, example.com",
    "https://example.com:8443/a/b?c=d#e, example.com, 8443, /a/b?c=d, example.com:8443",
    "HTTPS://xn--mller-kva.example/%20, xn--mller-kva.example, 443, /%20, xn--mller-kva.example",
    "https://8.8.8.8/x, 8.8.8.8, 443, /x, 8.8.8.8",
    "https://[2606:4700::1]:444/x, 2606:4700::1, 444, /x, [2606:4700::1]:444",
    "https://1a.example/?, 1a.example, 443, /?, 1a.example"
  })
  void isRead(String text, String host, int port, String target, String header) throws Exception {
    HttpsUrl url = parse(text);
    assertEquals(host, url.host());
    assertEquals(port, url.port());
    assertEquals(target, url.target());
    assertEquals(header, url.hostHeader());
    assertEquals(text.contains("8.8.8.8") || text.contains("["), url.literal().isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, x.p7s, https://a.example/x.p7s",
    "https://a.example?q, x.p7s, https://a.example/x.p7s",
    "https://a.example/b/c, x.p7s, https://a.example/b/x.p7s",
    "https://a.example/b/c, ../x, https://a.example/x",
    "https://a.example/b/c?d#e, ?f, https://a.example/b/c?f",
    "https://a.example/b/c?d, '', https://a.example/b/c?d",
    "https://a.example/b/c, //b.example/x, https://b.example/x",
    "https://a.example:8443/b/c, /x, https://a.example:8443/x",
    "https://a.example/b/c, https://b.example:1/x, https://b.example:1/x"
  })
  void referencesResolveAsTheStandardSays(String base, String reference, String result)
      throws Exception {
    assertEquals(result, parse(base).resolve(reference, Reason.REDIRECT).uri().toString());
  }

  @Test
  void aReferenceThatIsTooLongIsNone() throws Exception {
    HttpsUrl base = parse("https://a.example/");
    String reference = "x".repeat(HttpsUrl.MAX_LENGTH);
    FailedException failure =
        assertThrows(FailedException.class, () -> base.resolve(reference, Reason.REDIRECT));
    assertTrue(failure.failure().message().length() < 500);
    assertEquals(Optional.empty(), base.literal());
  }
}
