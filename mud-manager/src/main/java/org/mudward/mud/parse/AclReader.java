package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;

/** Reads {@code ietf-access-control-list:acls}, list by list (RFC 8519 section 4). */
final class AclReader {
  /** Lists of a file. Real files have 1 to 8: two families, two directions, and the left-out. */
  private static final int MAX_LISTS = 64;

  /** Entries of all lists. The largest real file has 201, and each costs a switch its rows. */
  private static final int MAX_ENTRIES = 512;

  private static final String SECTION = "RFC 8519 4.1";
  static final String PREFIX = "ietf-access-control-list:";

  private static final Set<String> OTHER_TYPES =
      Set.of(
          "eth-acl-type",
          "mixed-eth-ipv4-acl-type",
          "mixed-eth-ipv6-acl-type",
          "mixed-eth-ipv4-ipv6-acl-type");

  private final JsonObject acls;
  private final Extensions extensions;
  private final Report report;
  private int entries;

  AclReader(JsonObject acls, Extensions extensions) {
    this.acls = acls;
    this.extensions = extensions;
    report = acls.report();
  }

  /** A list as it was read; whether it may be used in a policy depends on the policy. */
  static final class ReadAcl {
    private final JsonObject source;
    private final @Nullable MudAcl acl;
    private final List<MatchBuilder.Name> names;
    private final List<String> drops;

    ReadAcl(
        JsonObject source,
        @Nullable MudAcl acl,
        List<MatchBuilder.Name> names,
        List<String> drops) {
      this.drops = drops;
      this.source = source;
      this.acl = acl;
      this.names = names;
    }

    String pointer() {
      return source.pointer();
    }

    /**
     * The list for a policy; empty if it was left out. Names at the device's own end are reported:
     * src-dnsname in what it sends, dst-dnsname in what it gets (RFC 8520 section 8).
     */
    Optional<MudAcl> choose(Direction direction) {
      boolean from = direction == Direction.FROM_DEVICE;
      for (MatchBuilder.Name name : names) {
        if (name.end() != direction.peer()) {
          String found = from ? "src-dnsname" : "dst-dnsname";
          String right = from ? "dst-dnsname" : "src-dnsname";
          source
              .report()
              .error(
                  from ? "AC-16" : "AC-17",
                  name.pointer(),
                  "RFC 8520 8",
                  String.format(
                      "%s names the device itself in a list of %s-policy; the peer is %s.",
                      found, direction, right));
        }
      }
      for (String drop : drops) {
        source
            .report()
            .warning(
                "AC-13",
                drop,
                "RFC 8520 2",
                "The entry does not accept, but its list is left out: what it matches is dropped only"
                    + " where no other list accepts it.");
      }
      return Optional.ofNullable(acl);
    }
  }

  Map<String, ReadAcl> read() {
    Map<String, ReadAcl> lists = new LinkedHashMap<>();
    List<JsonObject> objects = acls.objects("acl", "AC-19");
    if (objects.size() > MAX_LISTS) {
      report.error(
          "HT-11",
          acls.at("acl"),
          "local",
          "The file has " + objects.size() + " lists; the limit is " + MAX_LISTS + ".");
      return lists;
    }
    for (JsonObject object : objects) {
      String name = object.key("name", "AC-19", "A list");
      ReadAcl list = read(object, name == null ? "" : name);
      if (name != null && lists.putIfAbsent(name, list) != null) {
        report.error(
            "MF-18",
            object.at("name"),
            SECTION,
            "There are two lists \"" + name + "\"; names of lists should be unique.");
      }
    }
    if (acls.has("attachment-points")) {
      report.notice(
          "AC-13",
          acls.at("attachment-points"),
          "RFC 8520 2",
          "attachment-points mean nothing in a MUD file and were ignored.");
    }
    acls.ignoreRest("acls");
    return lists;
  }

  private ReadAcl read(JsonObject object, String name) {
    Family family = family(object, name);
    JsonObject aces = object.object("aces", "AC-03");
    object.ignoreRest("a list");
    if (family == null) {
      return new ReadAcl(object, null, List.of(), aces == null ? List.of() : drops(aces));
    }
    List<MudAce> read = new ArrayList<>();
    List<MatchBuilder.Name> names = new ArrayList<>();
    if (aces != null) {
      AceReader reader = new AceReader(family, extensions, report, names);
      for (JsonObject ace : aces.objects("ace", "AC-03")) {
        if (!hasRoom(ace)) {
          break;
        }
        reader.read(ace).ifPresent(read::add);
      }
      aces.ignoreRest("aces");
    }
    return new ReadAcl(object, new MudAcl(name, family, read), names, List.of());
  }

  /** Whether the file may have this entry too; the first that it may not have is reported. */
  private boolean hasRoom(JsonObject ace) {
    if (++entries == MAX_ENTRIES + 1) {
      report.error(
          "HT-11",
          ace.pointer(),
          "local",
          "The file has more than " + MAX_ENTRIES + " entries, which is the limit.");
    }
    return entries <= MAX_ENTRIES;
  }

  /** The family of a list; null if the list was left out, or its type is wrong. */
  private @Nullable Family family(JsonObject list, String name) {
    String type = list.text("type", "AC-01");
    if (type == null) {
      if (!list.has("type")) {
        leftOut(list.pointer(), name, "has no type");
      }
      return null;
    }
    String bare = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
    return switch (bare) {
      case "ipv4-acl-type" -> Family.IPV4;
      case "ipv6-acl-type" -> Family.IPV6;
      case "ipv4-acl", "ipv4" -> old(list, type, Family.IPV4, "ipv4-acl-type");
      case "ipv6-acl", "ipv6" -> old(list, type, Family.IPV6, "ipv6-acl-type");
      default -> other(list, bare, name);
    };
  }

  /** Places of entries that do not accept, or do not say so, in a list that is left out. */
  private static List<String> drops(JsonObject aces) {
    List<String> drops = new ArrayList<>();
    for (JsonObject ace : aces.reportingTo(new Report(ParseMode.STRICT)).objects("ace", "AC-03")) {
      JsonObject actions = ace.object("actions", "AC-03");
      String forwarding = actions == null ? null : actions.text("forwarding", "AC-03");
      if (forwarding == null || !forwarding.matches("(" + PREFIX + ")?accept")) {
        drops.add(ace.pointer());
      }
    }
    return drops;
  }

  private void leftOut(String pointer, String name, String why) {
    report.notice(
        "AC-13",
        pointer,
        "RFC 8520 2",
        "The list \"" + name + "\" " + why + " and was left out; MUD is about ipv4 and ipv6.");
  }

  private @Nullable Family old(JsonObject list, String type, Family family, String right) {
    boolean read =
        report.lenient(
            "AC-01",
            list.at("type"),
            SECTION,
            "The type " + type + " is from before the RFC and should be " + right,
            "it was read as that");
    return read ? family : null;
  }

  /** A list of a type that is not about IP is left out; one of no known type refuses the file. */
  private @Nullable Family other(JsonObject list, String type, String name) {
    String at = list.at("type");
    if (OTHER_TYPES.contains(type) || type.matches("[A-Za-z_][A-Za-z0-9_.-]*:[^:]+")) {
      leftOut(at, name, "is of type " + type);
    } else if (type.equals("ethernet-acl-type")) {
      report.lenient(
          "AC-13",
          at,
          SECTION,
          "The type ethernet-acl-type is from before the RFC and should be eth-acl-type",
          "the list was left out, since MUD is about ipv4 and ipv6");
    } else {
      list.wrong("AC-01", "type", SECTION, "ipv4-acl-type or ipv6-acl-type");
    }
    return null;
  }
}
