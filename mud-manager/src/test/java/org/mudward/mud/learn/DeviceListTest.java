package org.mudward.mud.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.DeviceList.Row;
import org.mudward.policy.MacAddress;

class DeviceListTest {
  private static final String LAMP = "02:00:00:00:00:10";
  private static final String URL = "https://lamp.example/lamp.json";

  private static Row row(int line, String mac, String url) {
    return new Row(line, MacAddress.parse(mac), new MudUrl(url));
  }

  private static List<String> problems(String text) {
    DeviceList list = DeviceList.read(text);
    assertEquals(List.of(), list.rows());
    list.problems().forEach(one -> assertTrue(one.matches("[\\x20-\\x7E]{1,210}"), one));
    return list.problems();
  }

  @Test
  void headingsRemarksAndMoreColumnsSayNothing() {
    String text =
        "\uFEFF# the lamps\r\nMAC,URL,where\r\n"
            + "%s, %s ,kitchen\r\n\r\n\"02-00-00-00-00-11\",\"https://a.example/x,y\",\"a \"\"b\"\"\"\n"
                .formatted(LAMP, URL);
    assertEquals(
        new DeviceList(
            List.of(row(3, LAMP, URL), row(5, "02:00:00:00:00:11", "https://a.example/x,y")),
            List.of()),
        DeviceList.read(text));
  }

  @Test
  void everyProblemIsToldWithItsLineAndNothingOfTheListCounts() {
    String good = LAMP + "," + URL + "\n";
    List<String> problems =
        problems(
            good
                + "lamp,"
                + URL
                + "\n"
                + "02:00:00:00:00:11\n"
                + "02:00:00:00:00:12,http://lamp.example/lamp.json\n"
                + good
                + "\"02:00:00:00:00:13,"
                + URL
                + "\n"
                + "ff:ff:ff:ff:ff:ff,"
                + URL
                + "\n"
                + "00:00:00:00:00:00,"
                + URL
                + "\n"
                + "\"02:00:00:00:00:14\" ,"
                + URL
                + "\n");
    List<String> beginnings =
        List.of(
            "line 2: not a MAC address",
            "line 3: a MAC address and a MUD URL are expected",
            "line 4: ",
            "line 5: " + LAMP + " is in line 1 already",
            "line 6: a quotation mark",
            "line 7: no device can have",
            "line 8: no device can have",
            "line 9: a quotation mark");
    assertEquals(beginnings.size(), problems.size(), problems.toString());
    for (int i = 0; i < beginnings.size(); i++) {
      assertTrue(problems.get(i).startsWith(beginnings.get(i)), problems.get(i));
    }
  }

  @Test
  void aHeadingComesOnceAndFirst() {
    assertEquals(1, problems("mac,url\nmac,url\n").size());
    assertEquals(1, problems(LAMP + "," + URL + "\nmac,url\n").size());
  }

  @ParameterizedTest
  @CsvSource({"''", "'\n\n'", "'# nothing'", "'mac,url'"})
  void aListWithoutDevicesIsAProblem(String text) {
    assertEquals(List.of("it has no devices"), problems(text));
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertEquals(List.of("it has more than 20000 lines"), problems("\n".repeat(20_000)));
    assertTrue(
        problems(LAMP + "," + URL + "," + "x".repeat(4_096)).get(0).startsWith("line 1: more"));
    List<String> many = problems("x\n".repeat(100));
    assertEquals(21, many.size());
    assertEquals("and 80 more problems", many.get(20));
  }

  @Test
  void noTextIsTooStrange() {
    Random random = new Random(4711);
    String signs = ",\"\n\r#m0:2 \0\u2028\uFEFFh";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      assertTrue(!problems(text.toString()).isEmpty());
    }
  }
}
