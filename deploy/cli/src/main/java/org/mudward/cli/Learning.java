package org.mudward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.cli.learn.Watched;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.Conversations;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.enforcer.audit.Flow;
import org.mudward.enforcer.audit.ProfiledEntries;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.draft.AskedNames;
import org.mudward.mud.draft.Draft;
import org.mudward.mud.draft.Drafter;
import org.mudward.mud.draft.Observation;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Ruling;
import org.mudward.policy.Verdict;
import org.mudward.policy.observe.Fate;

/**
 * Watches one device in captures: judges it by a file, and drafts what that file would have to
 * permit in addition. To learn is to watch by a file that permits nothing.
 */
final class Learning {
  /** What a site says beside names and classes; a guess replaces them in what was judged. */
  private static final Set<GroupId> OF_SITE =
      Set.of(
          GroupId.DNS,
          GroupId.NTP,
          GroupId.DHCP_SERVERS,
          GroupId.LOCAL_NETWORKS,
          GroupId.LOCAL_NETWORKS_AND_MULTICAST);

  private final List<String> captures;
  private final MacAddress device;
  private final @Nullable Site given;
  private final boolean lenient;
  private final boolean withUnanswered;
  private final Streams streams;
  private final LongConsumer progress;

  /**
   * @param given what the operator says of the network; null if nothing
   * @param lenient whether files of the site's other devices may be from before the RFC
   * @param withUnanswered whether the device may do what it tried in vain
   */
  Learning(
      List<String> captures,
      MacAddress device,
      @Nullable Site given,
      boolean lenient,
      boolean withUnanswered,
      Streams streams,
      LongConsumer progress) {
    this.captures = List.copyOf(captures);
    this.device = device;
    this.given = given;
    this.lenient = lenient;
    this.withUnanswered = withUnanswered;
    this.streams = streams;
    this.progress = progress;
  }

  /**
   * Watches the device for a while.
   *
   * @param file what it is judged by
   * @param assumed the site where none was given; null to guess it from what is seen
   */
  Watched watch(MudFile file, Span span, @Nullable Site assumed) {
    Site site = given != null ? given : assumed != null ? assumed : Site.EMPTY;
    MudFile judged = withoutProfiles(file);
    PolicySnapshot start = OfflineSite.with(site, device, judged, lenient).build();
    AskedNames names = new AskedNames(site.names());
    AuditRun run =
        new AuditRun(
            start,
            ProfiledEntries.none(start),
            given == null ? Set.of() : given.dns(),
            (frame, packet, answer, addresses) ->
                names.answered(frame, packet.mac(End.DESTINATION) == device.bits(), answer),
            span,
            null,
            null,
            null,
            streams,
            progress);
    List<CaptureLoss> losses = captures.stream().map(run::read).toList();
    DeviceTally tally = tally(run.audit());
    boolean guesses = given == null && assumed == null;
    Site seen = guesses ? SiteGuess.of(tally.flows(), List.of()) : site;
    OfflineSite around = OfflineSite.with(seen, device, judged, lenient);
    PolicySnapshot end = run.audit().snapshot();
    PolicySnapshot holds = guesses ? withSite(end, around.build()) : end;
    List<Observation> observations =
        Conversations.of(tally, flow -> fate(flow, holds)).stream().map(names::explain).toList();
    Draft draft = Drafter.of(judged, around.view(), observations, withUnanswered);
    return new Watched(
        tally, flow -> fate(flow, holds), draft, losses, notices(run, names, tally), seen);
  }

  /**
   * Entries that accept sessions of a kind only are in force nowhere yet. Here they stand for what
   * they permit, or entries without profiles would be learnt beside them.
   */
  private static MudFile withoutProfiles(MudFile file) {
    return file.withLists(
        file.fromDevice().stream().map(Learning::withoutProfiles).toList(),
        file.toDevice().stream().map(Learning::withoutProfiles).toList());
  }

  private static MudAcl withoutProfiles(MudAcl list) {
    return new MudAcl(
        list.name(),
        list.family(),
        list.aces().stream()
            .map(
                ace ->
                    new MudAce(
                        ace.name(), ace.peers(), ace.conditions(), ace.verdict(), ace.pointer()))
            .toList());
  }

  private DeviceTally tally(Audit audit) {
    return audit.devices().stream()
        .filter(tally -> tally.mac().equals(device))
        .findFirst()
        .orElseThrow();
  }

  private static PolicySnapshot withSite(PolicySnapshot snapshot, PolicySnapshot site) {
    List<Group> groups =
        site.groups().values().stream().filter(group -> OF_SITE.contains(group.id())).toList();
    return snapshot.withGroups(snapshot.revision() + 1, groups);
  }

  /** What became of the frames of a flow, and would become of them in the end. */
  private static Fate fate(Flow flow, PolicySnapshot end) {
    Packet example = flow.example();
    if (flow.ruling().verdict() == Verdict.ACCEPT) {
      return Fate.ACCEPTED;
    }
    if (!flow.ruling().origin().acl().isEmpty()) {
      return Fate.FORBIDDEN;
    }
    Optional<Ruling> later =
        example == null ? Optional.empty() : ruling(end.decide(example), flow.direction());
    if (later.isEmpty() || later.get().verdict() != Verdict.ACCEPT) {
      return Fate.REFUSED;
    }
    // What the site permits, it permitted from the start; only names come to have addresses.
    return later.get().origin().mudUrl().isEmpty() ? Fate.ACCEPTED : Fate.TOO_EARLY;
  }

  private static Optional<Ruling> ruling(Decision decision, Direction direction) {
    return Optional.ofNullable(
        direction == Direction.FROM_DEVICE ? decision.sender() : decision.receiver());
  }

  private static List<String> notices(AuditRun run, AskedNames names, DeviceTally tally) {
    List<String> notices = new ArrayList<>();
    if (names.isFull()) {
      notices.add("there were more DNS answers than are remembered; later ones explain nothing");
    }
    long rest = tally.flows().stream().filter(Flow::isRest).mapToLong(Flow::frames).sum();
    if (rest > 0) {
      notices.add(rest + " frames were of more flows than are told apart, and are not learnt from");
    }
    run.audit()
        .unread()
        .forEach(
            (type, frames) ->
                notices.add(
                    frames + " frames of link type " + type + " are of a kind that is not read"));
    notices.addAll(run.notices());
    return notices;
  }
}
