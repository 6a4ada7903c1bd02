package org.mudward.mud.parse;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The YANG type {@code date-and-time} (RFC 6991 section 3), which is that of RFC 3339. */
final class DateAndTime {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?"
              + "(?:Z|([+-])([0-9]{2}):([0-9]{2}))");

  private static final int NANOSECOND_DIGITS = 9;
  private static final int MAX_OFFSET_HOURS = 18;

  private DateAndTime() {}

  /** The time; null if the text is of another form, or there is no such time. */
  static @Nullable OffsetDateTime parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    // RFC 3339 knows leap seconds, Java does not: the second before is near enough for a version.
    String seconds = form.group(2).equals("60") ? "59" : form.group(2);
    try {
      LocalDateTime local =
          LocalDateTime.parse(form.group(1) + ":" + seconds + "." + nanoseconds(form.group(3)));
      return at(local, form);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String nanoseconds(@Nullable String fraction) {
    String digits = (fraction == null ? "" : fraction) + "0".repeat(NANOSECOND_DIGITS);
    return digits.substring(0, NANOSECOND_DIGITS);
  }

  private static @Nullable OffsetDateTime at(LocalDateTime local, Matcher form) {
    String sign = form.group(4);
    if (sign == null) {
      return local.atOffset(ZoneOffset.UTC);
    }
    int hours = Integer.parseInt(form.group(5));
    int minutes = Integer.parseInt(form.group(6));
    if (hours > 23 || minutes > 59) {
      return null;
    }
    int offset = (sign.equals("-") ? -1 : 1) * (hours * 60 + minutes);
    // RFC 3339 allows offsets up to 23:59, Java up to 18:00.
    return Math.abs(offset) <= MAX_OFFSET_HOURS * 60
        ? local.atOffset(ZoneOffset.ofTotalSeconds(offset * 60))
        : local.minusMinutes(offset).atOffset(ZoneOffset.UTC);
  }
}
