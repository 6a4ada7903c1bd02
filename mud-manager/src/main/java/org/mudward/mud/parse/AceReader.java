package org.mudward.mud.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAce;
import org.mudward.policy.Family;
import org.mudward.policy.Verdict;

/** Reads the entries of one list: name, matches, actions (RFC 8519 section 4.1). */
final class AceReader {
  private static final String SECTION = "RFC 8519 4.1";

  private final Family family;
  private final Extensions extensions;
  private final Report report;
  private final List<MatchBuilder.Name> dnsNames;
  private final Set<String> names = new HashSet<>();

  AceReader(Family family, Extensions extensions, Report report, List<MatchBuilder.Name> dnsNames) {
    this.family = family;
    this.extensions = extensions;
    this.report = report;
    this.dnsNames = dnsNames;
  }

  /** The entry; empty if it is wrong, or was left out because it cannot have an effect. */
  Optional<MudAce> read(JsonObject ace) {
    String name = ace.key("name", "AC-19", "An entry");
    if (name != null && !names.add(name)) {
      report.error(
          "MF-18",
          ace.at("name"),
          SECTION,
          "There are two entries \"" + name + "\" in this list; their names should be unique.");
    }
    MatchBuilder match = new MatchBuilder(family);
    JsonObject matches = ace.object("matches", "AC-11");
    if (matches != null) {
      new MatchReader(match, extensions, report).read(matches);
    }
    dnsNames.addAll(match.names());
    Verdict verdict = verdict(ace);
    if (ace.has("statistics")) {
      report.notice(
          "AC-13",
          ace.at("statistics"),
          "RFC 8520 2",
          "statistics mean nothing in a MUD file and were ignored.");
    }
    ace.ignoreRest("an entry");
    if (name == null || verdict == null || match.isNever()) {
      return Optional.empty();
    }
    return Optional.of(
        new MudAce(
            name, match.peers(), match.conditions(), verdict, ace.pointer(), match.profiles()));
  }

  private @Nullable Verdict verdict(JsonObject ace) {
    JsonObject actions = ace.object("actions", "AC-03");
    if (actions == null) {
      if (!ace.has("actions")) {
        report.error("AC-03", ace.pointer(), SECTION, "An entry needs actions, with forwarding.");
      }
      return null;
    }
    String forwarding = actions.text("forwarding", "AC-03");
    if (forwarding == null && !actions.has("forwarding")) {
      report.error("AC-03", actions.pointer(), SECTION, "forwarding is missing from the actions.");
    }
    if (actions.has("logging")) {
      report.notice(
          "AC-04",
          actions.at("logging"),
          "RFC 8520 2",
          "logging is not a manufacturer's to ask for and was ignored.");
    }
    actions.ignoreRest("actions");
    return forwarding == null ? null : verdict(actions, forwarding);
  }

  private static @Nullable Verdict verdict(JsonObject actions, String forwarding) {
    String bare =
        forwarding.startsWith(AclReader.PREFIX)
            ? forwarding.substring(AclReader.PREFIX.length())
            : forwarding;
    for (Verdict verdict : Verdict.values()) {
      if (verdict.toString().equals(bare)) {
        return verdict;
      }
    }
    actions.wrong("AC-03", "forwarding", SECTION, "accept, drop or reject");
    return null;
  }
}
