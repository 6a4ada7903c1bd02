package org.mudward.mud.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * Reads the text of a QR code for what it says of MUD (RFC 9238 section 3).
 *
 * <p>The text is an envelope of units, each a list of fields: four characters that name it, its
 * value, and a separator. A unit without all that MUD needs is left aside whole, so that no label
 * is put together from two. A field that is not ended is none, because it may be cut. What cannot
 * be relied on is a problem, never an exception.
 */
public final class QrReader {
  /** Octets of the largest QR code (ISO/IEC 18004). */
  private static final int MAX_TEXT = 2_953;

  // RFC 9238 section 3.1: separators of records, groups, units of data and fields; the end of all.
  private static final char RS = 0x1E;
  private static final char GS = 0x1D;
  private static final char FS = 0x1C;
  private static final char US = 0x1F;
  private static final char EOT = 0x04;

  private static final String HEAD = "[)>" + RS + "06" + GS + "12N";
  private static final String TAIL = "" + RS + EOT;
  private static final Pattern STRAY = Pattern.compile("[" + RS + GS + EOT + "]");

  private static final int ID = 4;
  private static final String COMPANY = "B000";
  private static final String PRODUCT = "B001";
  private static final String MODEL = "B002";
  private static final String URL = "M180";
  private static final String HARDWARE = "M06C";
  private static final Set<String> NEEDED = Set.of(COMPANY, MODEL, URL);
  private static final Set<String> KNOWN = Set.of(COMPANY, PRODUCT, MODEL, URL, HARDWARE);

  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]+");
  private static final Pattern PUNCTUATION = Pattern.compile("[^0-9A-Za-z]");
  private static final Pattern HARDWARE_ADDRESS = Pattern.compile("[0-9A-F]{12}|[0-9A-F]{16}");

  private final Map<String, String> fields;
  private final List<String> problems = new ArrayList<>();

  private QrReader(Map<String, String> fields) {
    this.fields = fields;
  }

  /** Reads the text that a scanner made of a QR code, control characters and all. */
  public static QrReading read(String text) {
    if (text.length() > MAX_TEXT) {
      return refused("a QR code has at most " + MAX_TEXT + " octets");
    }
    if (text.length() < HEAD.length() + TAIL.length()
        || !text.startsWith(HEAD)
        || !text.endsWith(TAIL)) {
      return refused("no envelope of the kind that RFC 9238 section 3.1 describes");
    }
    String units = text.substring(HEAD.length(), text.length() - TAIL.length());
    if (STRAY.matcher(units).find()) {
      return refused("more than one envelope in a QR code");
    }
    for (String unit : units.split(String.valueOf(FS), -1)) {
      Map<String, String> fields = new HashMap<>();
      String repeated = fill(fields, unit);
      if (fields.keySet().containsAll(NEEDED)) {
        return repeated == null
            ? new QrReader(fields).read()
            : refused("the field " + repeated + " comes more than once in a unit");
      }
    }
    return refused("no unit has company (B000), model (B002) and MUD URL (M180)");
  }

  private static QrReading refused(String problem) {
    return new QrReading(null, List.of(problem));
  }

  /** Takes the fields that matter out of a unit; returns one that comes more than once. */
  private static @Nullable String fill(Map<String, String> fields, String unit) {
    String repeated = null;
    int at = 0;
    for (int end = unit.indexOf(US); end >= 0; end = unit.indexOf(US, at)) {
      String field = unit.substring(at, end);
      at = end + 1;
      String id = field.substring(0, Math.min(ID, field.length()));
      if (KNOWN.contains(id) && fields.put(id, field.substring(ID)) != null) {
        repeated = id;
      }
    }
    return repeated;
  }

  private QrReading read() {
    String company = words(COMPANY);
    String model = words(MODEL);
    MudUrl url = url(fields.getOrDefault(URL, ""));
    String product = fields.containsKey(PRODUCT) ? words(PRODUCT) : null;
    String hardware = fields.containsKey(HARDWARE) ? hardware(fields.get(HARDWARE)) : null;
    QrLabel label =
        company == null || model == null || url == null
            ? null
            : new QrLabel(company, product, model, url, hardware);
    return new QrReading(label, problems);
  }

  private @Nullable String words(String id) {
    String value = fields.getOrDefault(id, "");
    if (PRINTABLE.matcher(value).matches()) {
      return value;
    }
    problems.add("the field " + id + " is no printable ASCII text");
    return null;
  }

  /** RFC 9238 section 3.2.4: a query is left out before anything is done with the URL. */
  private @Nullable MudUrl url(String value) {
    int fragment = value.indexOf('#');
    int query = value.indexOf('?');
    boolean has = query >= 0 && (fragment < 0 || query < fragment);
    String rest = fragment < 0 ? "" : value.substring(fragment);
    String text = has ? value.substring(0, query) + rest : value;
    try {
      MudUrl url = new MudUrl(text);
      if (has) {
        problems.add("the query of the MUD URL was left out (RFC 9238 section 3.2.4)");
      }
      return url;
    } catch (IllegalArgumentException e) {
      problems.add(MudString.printable(String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** RFC 9238 section 3.2.5: any punctuation is skipped, and capitals are the canonical form. */
  private @Nullable String hardware(String value) {
    String digits = PUNCTUATION.matcher(value).replaceAll("").toUpperCase(Locale.ROOT);
    if (PRINTABLE.matcher(value).matches() && HARDWARE_ADDRESS.matcher(digits).matches()) {
      return digits;
    }
    problems.add("the link-layer address (M06C) has neither 12 nor 16 hexadecimal digits");
    return null;
  }
}
