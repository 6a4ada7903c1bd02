package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Verdict;

/** Reads {@code ietf-access-control-list:acls}: lists, entries, actions (RFC 8519 section 4). */
final class AclReader {
  /** Real files have 1 to 8. */
  private static final int MAX_LISTS = 64;

  /** Entries of all lists; the largest real file has 201. Every entry costs the switch rows. */
  private static final int MAX_ENTRIES = 2048;

  private static final Set<String> ETHERNET_TYPES =
      Set.of(
          "eth-acl-type",
          "mixed-eth-ipv4-acl-type",
          "mixed-eth-ipv6-acl-type",
          "mixed-eth-ipv4-ipv6-acl-type");

  private static final String PREFIX = "ietf-access-control-list:";

  private final JsonObject acls;
  private final Set<String> declared;
  private final Report report;
  private int entries;

  AclReader(JsonObject acls, Set<String> declared) {
    this.acls = acls;
    this.declared = declared;
    report = acls.report();
  }

  /**
   * A list, and which of its entries name the packet's source or destination by DNS: whether that
   * is allowed depends on the policy that uses the list (RFC 8520 section 8).
   *
   * @param acl null for a list that was left out
   */
  record ReadAcl(@Nullable MudAcl acl, List<String> sourceNames, List<String> destinationNames) {

    void checkNames(Direction direction, Report report) {
      boolean from = direction == Direction.FROM_DEVICE;
      for (String pointer : from ? sourceNames : destinationNames) {
        report.error(
            from ? "AC-16" : "AC-17",
            pointer,
            "RFC 8520 8",
            (from ? "src" : "dst")
                + "-dnsname names the device itself in a list of "
                + direction
                + "-policy");
      }
    }
  }

  Map<String, ReadAcl> read() {
    Map<String, ReadAcl> lists = new LinkedHashMap<>();
    List<JsonObject> objects = acls.objects("acl", "MF-01");
    if (objects.size() > MAX_LISTS) {
      report.error(
          "HT-11", acls.at("acl"), "local", "the file has more than " + MAX_LISTS + " lists");
      return lists;
    }
    for (JsonObject object : objects) {
      String name = object.key("name", "a list");
      if (name == null) {
        continue;
      }
      if (lists.containsKey(name)) {
        report.error(
            "MF-18", object.at("name"), "RFC 8519 4.1", "there are two lists \"" + name + "\"");
      }
      lists.put(name, read(object, name));
      object.ignoreRest("the list \"" + name + "\"");
    }
    if (acls.has("attachment-points")) {
      report.notice(
          "AC-13",
          acls.at("attachment-points"),
          "RFC 8520 2",
          "attachment-points have no meaning in a MUD file and were ignored");
    }
    acls.ignoreRest("acls");
    return lists;
  }

  private ReadAcl read(JsonObject object, String name) {
    Family family = family(object, name);
    JsonObject aces = object.object("aces", "AC-03");
    List<String> sourceNames = new ArrayList<>();
    List<String> destinationNames = new ArrayList<>();
    if (family == null) {
      return new ReadAcl(null, List.of(), List.of());
    }
    List<MudAce> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (aces != null) {
      for (JsonObject ace : aces.objects("ace", "AC-03")) {
        if (++entries > MAX_ENTRIES) {
          report.error(
              "HT-11",
              ace.pointer(),
              "local",
              "the file has more than " + MAX_ENTRIES + " entries");
          break;
        }
        MudAce entry = ace(ace, family, names, sourceNames, destinationNames);
        if (entry != null) {
          read.add(entry);
        }
      }
      aces.ignoreRest("aces");
    }
    return new ReadAcl(new MudAcl(name, family, read), sourceNames, destinationNames);
  }

  private @Nullable Family family(JsonObject object, String name) {
    String type = object.text("type", "AC-01");
    if (type == null) {
      report.notice(
          "AC-13",
          object.pointer(),
          "RFC 8519 4.1",
          "the list \"" + name + "\" has no type and was left out");
      return null;
    }
    String bare = type.startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
    return switch (bare) {
      case "ipv4-acl-type" -> Family.IPV4;
      case "ipv6-acl-type" -> Family.IPV6;
      case "ipv4-acl", "ipv4" -> old(object, type, Family.IPV4);
      case "ipv6-acl", "ipv6" -> old(object, type, Family.IPV6);
      default -> notIp(object, bare, name);
    };
  }

  /**
   * A list that says nothing about IP packets is left out; one of no known type refuses the file.
   */
  private @Nullable Family notIp(JsonObject object, String type, String name) {
    String at = object.at("type");
    if (ETHERNET_TYPES.contains(type)) {
      report.notice(
          "AC-13",
          at,
          "RFC 8520 2",
          "the list \""
              + name
              + "\" is of type "
              + type
              + ", which MUD does not use, and was left out");
    } else if (type.equals("ethernet-acl-type")) {
      report.lenient(
          "AC-13",
          at,
          "RFC 8519 4.1",
          "the type ethernet-acl-type does not exist",
          "the list was left out");
    } else {
      report.error("AC-01", at, "RFC 8519 4.1", "the type " + type + " does not exist");
    }
    return null;
  }

  private @Nullable Family old(JsonObject object, String type, Family family) {
    boolean read =
        report.lenient(
            "AC-01",
            object.at("type"),
            "RFC 8519 4.1",
            "the type " + type + " does not exist",
            "read as " + (family == Family.IPV4 ? "ipv4" : "ipv6") + "-acl-type");
    return read ? family : null;
  }

  private @Nullable MudAce ace(
      JsonObject ace,
      Family family,
      Set<String> names,
      List<String> sources,
      List<String> destinations) {
    String name = ace.key("name", "an entry");
    if (name != null && !names.add(name)) {
      report.error(
          "MF-18",
          ace.at("name"),
          "RFC 8519 4.1",
          "there are two entries \"" + name + "\" in this list");
    }
    Verdict verdict = verdict(ace);
    MatchReader matches = new MatchReader(family, declared, report);
    JsonObject object = ace.object("matches", "AC-11");
    if (object != null) {
      matches.read(object);
    }
    sources.addAll(matches.sourceNames());
    destinations.addAll(matches.destinationNames());
    if (ace.has("statistics")) {
      report.notice(
          "AC-13",
          ace.at("statistics"),
          "RFC 8520 2",
          "statistics have no meaning in a MUD file and were ignored");
    }
    ace.ignoreRest("the entry");
    if (name == null || verdict == null || (matches.isNarrower() && verdict == Verdict.ACCEPT)) {
      return null;
    }
    return new MudAce(name, matches.peers(), matches.conditions(), verdict, ace.pointer());
  }

  private @Nullable Verdict verdict(JsonObject ace) {
    JsonObject actions = ace.object("actions", "AC-03");
    String forwarding = actions == null ? null : actions.text("forwarding", "AC-03");
    if (actions == null || forwarding == null) {
      if (actions == null || !actions.has("forwarding")) {
        report.error("AC-03", ace.pointer(), "RFC 8519 4.1", "actions/forwarding is missing");
      }
      return null;
    }
    if (actions.has("logging")) {
      report.notice(
          "AC-04",
          actions.at("logging"),
          "RFC 8520 2",
          "logging is not a manufacturer's to ask for and was ignored");
    }
    actions.ignoreRest("actions");
    String bare =
        forwarding.startsWith(PREFIX) ? forwarding.substring(PREFIX.length()) : forwarding;
    return switch (bare) {
      case "accept" -> Verdict.ACCEPT;
      case "drop" -> Verdict.DROP;
      case "reject" -> Verdict.REJECT;
      default -> {
        report.error(
            "AC-03",
            actions.at("forwarding"),
            "RFC 8519 4.1",
            "forwarding should be accept, drop or reject, not " + forwarding);
        yield null;
      }
    };
  }
}
