package org.mudward.cli.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.draft.Draft;
import org.mudward.mud.draft.DraftEntry;
import org.mudward.mud.draft.LeftOut;
import org.mudward.mud.draft.NamedBy;
import org.mudward.mud.resolve.Resolver;
import org.mudward.policy.Direction;
import org.mudward.policy.IpAddress;
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
  /** What the draft holds in addition to what was there. */
  Draft draft() {
    return learnt.draft();
  }

  /** What is not permitted; as the check found it, where there was one. */
  List<LeftOut> leftOut() {
    Watched checked = check;
    return checked == null ? draft().leftOut() : checked.draft().leftOut();
  }

  static Exposure exposure(MudFile file) {
    return Exposure.of(Resolver.policy(file, "file", file.mudUrl()));
  }

  /** How much the file would open if the learnt entries named no ports. */
  Exposure exposureBefore() {
    return exposure(
        draft().withoutPorts(existing == null ? file.withLists(List.of(), List.of()) : existing));
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

  /** Sentences about what was read, and what was taken for granted. */
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

  static List<String> sorted(Set<IpAddress> addresses) {
    return addresses.stream().sorted().map(IpAddress::toString).toList();
  }

  /** Whether a capture was damaged, so that there may have been more to learn. */
  public boolean isDamaged() {
    return learnt.captures().stream().anyMatch(capture -> !capture.damage().isEmpty());
  }

  /** The report for programs, as maps, lists and plain values. */
  public Map<String, Object> asJson() {
    return new ReportJson(this).whole();
  }
}
