package org.mudward.cli.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.cli.audit.Words;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.draft.Draft;
import org.mudward.mud.draft.DraftEntry;
import org.mudward.mud.draft.Evidence;
import org.mudward.mud.draft.LeftOut;
import org.mudward.mud.draft.NamedBy;
import org.mudward.mud.resolve.Resolver;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Direction;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;
import org.mudward.policy.analysis.Exposure;

/**
 * What was learnt, and what every entry of it rests on.
 *
 * @param existing the file that was widened; null if a new one was made
 * @param learnt the device while it was learnt from
 * @param file what was written
 * @param text the same as text, in canonical form
 * @param check the device in the same time, judged by the file; null if that could not be read
 *     again
 * @param holdout null if nobody asked for it
 * @param guessed whether nobody described the site
 */
public record LearnReport(
    @Nullable MudFile existing,
    Watched learnt,
    MudFile file,
    String text,
    @Nullable Watched check,
    @Nullable Holdout holdout,
    boolean guessed) {
  /** Things left out that are listed; of more, which only an attack makes, the number is told. */
  static final int MAX_LISTED = 1000;

  /** What the draft holds in addition to what was there. */
  Draft draft() {
    return learnt.draft();
  }

  /** What is not permitted; as the check found it, where there was one. */
  List<LeftOut> leftOut() {
    Watched checked = check;
    return checked == null ? draft().leftOut() : checked.draft().leftOut();
  }

  private static Exposure exposure(MudFile file) {
    return Exposure.of(Resolver.policy(file, "file", file.mudUrl()));
  }

  /** How much the file would open if the learnt entries named no ports. */
  Exposure exposureBefore() {
    return exposure(draft().withoutPorts(existing == null ? withoutLists() : existing));
  }

  private MudFile withoutLists() {
    return new MudFile(
        file.mudUrl(),
        file.lastUpdate(),
        null,
        file.cacheValidity(),
        file.supported(),
        Map.of(),
        List.of(),
        null,
        List.of(),
        List.of());
  }

  /** How much the file opens. */
  Exposure exposureAfter() {
    return exposure(file);
  }

  /** The list that holds an entry. */
  String list(DraftEntry entry) {
    List<MudAcl> lists =
        entry.direction() == Direction.FROM_DEVICE ? file.fromDevice() : file.toDevice();
    return lists.stream()
        .filter(list -> list.family() == entry.family())
        .filter(list -> list.aces().stream().anyMatch(a -> a.name().equals(entry.ace().name())))
        .map(MudAcl::name)
        .findFirst()
        .orElseThrow();
  }

  /** What a maker should mend in the file: one sentence each. */
  List<String> findings() {
    List<String> findings = new ArrayList<>();
    for (DraftEntry entry : draft().entries()) {
      String place = list(entry) + "/" + entry.ace().name();
      if (entry.literal()) {
        findings.add(
            place
                + " names a host by its address: no DNS answer explains it. Replace it by a name"
                + " or a class before the file is published.");
      }
      for (NamedBy name : entry.evidence().names()) {
        if (!name.how().isOwn()) {
          findings.add(place + " rests on a name of which the device did not ask: " + name.how());
        }
      }
    }
    return findings;
  }

  /** Sentences about what was read. */
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    learnt.captures().forEach(capture -> notices.addAll(capture.sentences()));
    notices.addAll(learnt.notices());
    if (guessed) {
      notices.add(
          "no --site: private addresses are taken for local networks, and these for the site's"
              + " servers: dns "
              + sorted(learnt.site().dns())
              + ", ntp "
              + sorted(learnt.site().ntp())
              + ", dhcp "
              + sorted(learnt.site().dhcp()));
    }
    if (check == null) {
      notices.add("the file was not checked against what it was learnt from, as that is a stream");
    }
    return notices;
  }

  private static List<String> sorted(java.util.Set<IpAddress> addresses) {
    return addresses.stream().sorted().map(IpAddress::toString).toList();
  }

  /** Whether a capture was damaged, so that there may have been more to learn. */
  public boolean isDamaged() {
    return learnt.captures().stream().anyMatch(capture -> !capture.damage().isEmpty());
  }

  /** The report for programs, as maps, lists and plain values. */
  public Map<String, Object> asJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("device", learnt.tally().mac().toString());
    object.put("mud_url", file.mudUrl().text());
    object.put("frames", learnt.frames());
    object.put("captures", learnt.captures().stream().map(CaptureLoss::asJson).toList());
    object.put("notices", notices());
    if (guessed) {
      object.put("assumed_site", siteJson(learnt.site()));
    }
    object.put("exposure", exposureJson());
    object.put("entries", draft().entries().stream().map(this::entryJson).toList());
    object.put("findings", findings());
    object.put("left_out", leftOutJson(leftOut()));
    Watched checked = check;
    if (checked != null) {
      object.put("check", checkJson(checked));
    }
    Holdout measured = holdout;
    if (measured != null) {
      object.put("holdout", holdoutJson(measured));
    }
    object.put("text", text);
    return object;
  }

  private static Map<String, Object> siteJson(Site site) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("local-networks", site.localNetworks().stream().map(Prefix::toString).toList());
    object.put("dns", sorted(site.dns()));
    object.put("ntp", sorted(site.ntp()));
    object.put("dhcp", sorted(site.dhcp()));
    return object;
  }

  private Map<String, Object> exposureJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    MudFile old = existing;
    if (old != null) {
      object.put("existing", json(exposure(old)));
    }
    object.put("before", json(exposureBefore()));
    object.put("after", json(exposureAfter()));
    return object;
  }

  private static Map<String, Object> json(Exposure exposure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reaches", exposure.reaches());
    object.put("reached", exposure.reached());
    return object;
  }

  private Map<String, Object> entryJson(DraftEntry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("direction", entry.direction().toString());
    object.put("acl", list(entry));
    object.put("ace", entry.ace().name());
    object.put("address_literal", entry.literal());
    object.put("evidence", evidenceJson(entry.evidence()));
    return object;
  }

  private static Map<String, Object> evidenceJson(Evidence evidence) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", evidence.frames());
    object.put("connections", evidence.connections());
    Talk.putTimes(object, evidence.firstFrame(), evidence.firstMicros(), evidence.lastMicros());
    List<Object> names = new ArrayList<>();
    evidence.names().forEach(n -> names.add(Map.of("name", n.name(), "why", n.how().toString())));
    object.put("names", names);
    object.put("conversations", evidence.count());
    object.put("first_conversations", evidence.conversations().stream().map(Talk::asJson).toList());
    return object;
  }

  private static List<Object> leftOutJson(List<LeftOut> leftOut) {
    List<Object> list = new ArrayList<>();
    for (LeftOut one : leftOut.subList(0, Math.min(MAX_LISTED, leftOut.size()))) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("reason", one.reason().kind());
      object.put("text", one.reason().toString());
      object.put("names", one.names());
      object.put("frames", one.frames());
      object.put("services", one.services());
      object.putAll(Talk.asJson(one.conversation()));
      list.add(object);
    }
    if (leftOut.size() > MAX_LISTED) {
      list.add(Map.of("reason", "more", "text", leftOut.size() - MAX_LISTED + " are not listed"));
    }
    return list;
  }

  private static Map<String, Object> checkJson(Watched watched) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("frames", watched.frames());
    object.put("accepted", watched.accepted());
    object.put("left_out", watched.leftOut());
    object.put("coverage", watched.coverage());
    object.put("not_covered", denials(watched.draft()));
    return object;
  }

  private static Map<String, Object> holdoutJson(Holdout holdout) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("fraction", holdout.fraction());
    object.put("until", Words.time(holdout.untilMicros()));
    object.put("frames", holdout.rest().frames());
    object.put("accepted", holdout.rest().accepted());
    object.put("coverage", holdout.rest().coverage());
    object.put("false_denials", denials(holdout.rest().draft()));
    object.put("left_out", leftOutJson(holdout.rest().draft().leftOut()));
    return object;
  }

  /** What a file would have had to permit. */
  private static List<Object> denials(Draft draft) {
    List<Object> denials = new ArrayList<>();
    for (DraftEntry entry : draft.entries()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("direction", entry.direction().toString());
      object.put("missing", entry.ace().name());
      object.put("evidence", evidenceJson(entry.evidence()));
      denials.add(object);
    }
    return denials;
  }
}
