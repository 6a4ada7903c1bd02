package org.mudward.mud.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateAndTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2019-01-28T11:20:51+01:00, 2019-01-28T10:20:51Z",
    "2018-04-08T00:02:29.117+10:00, 2018-04-07T14:02:29.117Z",
    "2019-01-28T11:20:51-00:00, 2019-01-28T11:20:51Z",
    "2020-02-29T00:00:00Z, 2020-02-29T00:00:00Z",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
    "2019-01-28T11:20:51.1234567890123Z, 2019-01-28T11:20:51.123456789Z",
    "2019-01-28T00:00:00+23:59, 2019-01-27T00:01:00Z",
    "2019-01-28T00:00:00-23:59, 2019-01-28T23:59:00Z",
  })
  void aTimeWithAZoneIsRead(String text, Instant expected) {
    assertEquals(expected, DateAndTime.parse(text).toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2019-01-28",
        "2019-01-28T11:20:51",
        "2019-01-28T11:20Z",
        "2019-13-28T11:20:51Z",
        "2019-02-29T11:20:51Z",
        "2019-01-28T24:00:00Z",
        "2019-01-28T11:60:51Z",
        "2019-01-28T11:20:61Z",
        "2019-01-28 11:20:51Z",
        "2019-01-28t11:20:51z",
        "2019-01-28T11:20:51+0100",
        "2019-01-28T11:20:51+24:00",
        "2019-01-28T11:20:51+01:60",
        "19-01-28T11:20:51Z",
        "-2019-01-28T11:20:51Z",
        "2019-01-28T11:20:51.Z",
        "2019-01-28T11:20:51Z ",
        "٢٠١٩-01-28T11:20:51Z"
      })
  void anythingElseIsNoTime(String text) {
    assertNull(DateAndTime.parse(text));
  }
}
