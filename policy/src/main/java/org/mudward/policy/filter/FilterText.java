package org.mudward.policy.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.mudward.policy.Family;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.Prefix;

/** The text of a table, as {@code nft -f} reads it: one transaction that exchanges the whole. */
public final class FilterText {
  /** The family and name of the one table that is ours; no other is touched. */
  public static final String TABLE = "bridge mudward";

  /** How long a comment may be: nftables refuses those of 128 octets and more. */
  static final int MAX_COMMENT = 120;

  /** Before anything else that filters on a bridge, so that what it does not see is not counted. */
  private static final int PRIORITY = -300;

  private FilterText() {}

  /** All lines of a table. */
  public static List<String> lines(FilterTable table) {
    List<String> lines = new ArrayList<>();
    lines.add("# snapshot " + table.revision());
    for (Limitation limitation : table.limitations()) {
      lines.add("# limitation: " + limitationText(limitation));
    }
    lines.add("table " + TABLE);
    lines.add("delete table " + TABLE);
    lines.add("table " + TABLE + " {");
    table.sets().values().forEach(set -> addSet(lines, set));
    table.maps().forEach((name, map) -> addMap(lines, name, map));
    table.chains().values().forEach(chain -> addChain(lines, chain));
    lines.add("}");
    return lines;
  }

  private static String limitationText(Limitation limitation) {
    boolean general = limitation.origin().equals(Origin.NO_MATCH);
    String text = general ? limitation.text() : limitation.origin() + ": " + limitation.text();
    return printable(text);
  }

  private static void addSet(List<String> lines, FilterSet set) {
    lines.add("  set " + set.name() + " {");
    List<String> elements;
    if (set instanceof FilterSet.Addresses addresses) {
      lines.add("    type " + (addresses.six() ? "ipv6_addr" : "ipv4_addr"));
      lines.add("    flags interval");
      elements = addresses.prefixes().stream().map(Prefix::toString).toList();
    } else {
      lines.add("    type ether_addr");
      elements = ((FilterSet.Macs) set).members().stream().map(MacAddress::toString).toList();
    }
    lines.add("    comment " + comment(set.about()));
    addElements(lines, elements);
    lines.add("  }");
  }

  private static void addMap(
      List<String> lines, String name, SortedMap<MacAddress, FilterAction> map) {
    lines.add("  map " + name + " {");
    lines.add("    type ether_addr : verdict");
    addElements(
        lines,
        map.entrySet().stream()
            .map(entry -> entry.getKey() + " : " + action(entry.getValue()))
            .toList());
    lines.add("  }");
  }

  private static void addElements(List<String> lines, List<String> elements) {
    if (elements.isEmpty()) {
      return;
    }
    lines.add("    elements = {");
    elements.forEach(element -> lines.add("      " + element + ","));
    lines.add("    }");
  }

  private static void addChain(List<String> lines, FilterChain chain) {
    lines.add("  chain " + chain.name() + " {");
    String about = chain.about();
    if (about != null) {
      lines.add("    comment " + comment(about));
    }
    String hook = chain.kind().hook();
    if (hook != null) {
      lines.add("    type filter hook " + hook + " priority " + PRIORITY + "; policy drop;");
    }
    chain.rules().forEach(rule -> lines.add("    " + line(rule)));
    lines.add("  }");
  }

  /** One rule, as it stands in a chain. */
  public static String line(FilterRule rule) {
    List<String> words = new ArrayList<>();
    rule.tests().forEach(test -> words.add(test(test)));
    boolean ends = rule.action() instanceof FilterAction.Drop || rule.origin() != null;
    if (ends) {
      words.add("counter");
    }
    words.add(action(rule.action()));
    Origin origin = rule.origin();
    if (origin != null) {
      words.add("comment " + comment(origin.toString()));
    }
    return String.join(" ", words);
  }

  private static String test(FilterTest test) {
    if (test instanceof FilterTest.In in) {
      return in.field().words() + (in.negated() ? " != " : " ") + values(in);
    }
    if (test instanceof FilterTest.Is is) {
      return is(is);
    }
    if (test instanceof FilterTest.Within within) {
      return within.field().words() + " " + within.prefix();
    }
    if (test instanceof FilterTest.Member member) {
      return member.field().words() + " @" + member.set();
    }
    return ((FilterTest.LaterFragment) test).family() == Family.IPV4
        ? is(new FilterTest.Is(FilterField.IP_FRAGMENT_OFFSET, 0x1FFF, 0, true))
        : test(FilterTest.In.of(FilterField.IP6_NEXT_HEADER, 44))
            + " "
            + is(new FilterTest.Is(FilterField.EXTENSION_FRAGMENT_OFFSET, 0x1FFF, 0, true));
  }

  private static String is(FilterTest.Is is) {
    FilterField field = is.field();
    boolean whole = !field.isPart() && is.mask() == (1L << field.bits()) - 1;
    String operator = is.negated() ? " != " : " == ";
    String left = field.words() + (whole ? "" : " & " + field.text(is.mask()));
    return left + operator + field.text(is.value());
  }

  private static String values(FilterTest.In in) {
    List<String> values =
        in.spans().stream()
            .map(
                span ->
                    in.field().text(span.low())
                        + (span.low() == span.high() ? "" : "-" + in.field().text(span.high())))
            .toList();
    return values.size() == 1
        ? values.get(0)
        : values.stream().collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String action(FilterAction action) {
    if (action instanceof FilterAction.Jump jump) {
      return "jump " + jump.chain();
    }
    if (action instanceof FilterAction.Goto go) {
      return "goto " + go.chain();
    }
    if (action instanceof FilterAction.Lookup lookup) {
      return lookup.field().words() + " vmap @" + lookup.map();
    }
    return action.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** A quoted comment; nftables knows no escapes in one. */
  private static String comment(String text) {
    String safe = printable(text);
    return '"' + (safe.length() <= MAX_COMMENT ? safe : safe.substring(0, MAX_COMMENT)) + '"';
  }

  /** What is not plain, or means something to nftables, becomes a question mark. */
  private static String printable(String text) {
    return text.replaceAll("[^A-Za-z0-9 .,:;/_+=()@%&?!#-]", "?");
  }
}
