package org.mudward.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
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
import org.mudward.mud.draft.NamedBy;
import org.mudward.mud.draft.Observation;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
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

  /** What a sentence lists; of more, which only an attack makes, the number is told. */
  private static final int SAID = 8;

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
   * Watches the device for a while. Where the site has to be guessed, and others than its DNS
   * servers gave answers, it is watched once more by the guess: an audit will not believe them
   * either. What can be read only once stays as it was, and a notice says what may rest on them.
   *
   * @param file what it is judged by
   * @param assumed the site where none was given; null to guess it from what is seen
   */
  Watched watch(MudFile file, Span span, @Nullable Site assumed) {
    Answerers answerers = new Answerers();
    Watched watched = look(file, span, assumed, answerers);
    Set<IpAddress> others = answerers.besides(watched.site().dns());
    if (given != null || assumed != null || others.isEmpty()) {
      return watched;
    }
    return captures.stream().allMatch(Streams::isRepeatable)
        ? look(file, span, watched.site(), new Answerers()).with(disbelieved(others))
        : watched.with(believedOnce(others, answerers.namesBy(others), watched.draft()));
  }

  private static String disbelieved(Set<IpAddress> others) {
    return "DNS answers of "
        + some(others)
        + " explain nothing: the servers guessed here are others, and an audit by those believes"
        + " nobody else; if one is missing there, learn with a --site whose dns has it";
  }

  private static String believedOnce(Set<IpAddress> others, Set<String> theirs, Draft draft) {
    List<String> used =
        draft.entries().stream()
            .flatMap(entry -> entry.evidence().names().stream())
            .map(NamedBy::name)
            .filter(theirs::contains)
            .distinct()
            .toList();
    return "a stream is read once: DNS answers of "
        + some(others)
        + " were believed, which an audit by the servers guessed here will not; "
        + (used.isEmpty() ? "no learnt entry rests" : "what may rest")
        + " on them"
        + (used.isEmpty() ? "" : ": entries for " + some(used));
  }

  private static String some(Collection<?> all) {
    String first = all.stream().limit(SAID).map(Object::toString).collect(Collectors.joining(", "));
    return all.size() > SAID ? first + " and " + (all.size() - SAID) + " more" : first;
  }

  private Watched look(MudFile file, Span span, @Nullable Site assumed, Answerers answerers) {
    Site site = given != null ? given : assumed != null ? assumed : Site.EMPTY;
    MudFile judged = withoutProfiles(file);
    PolicySnapshot start = OfflineSite.with(site, device, judged, lenient).build();
    AskedNames names = new AskedNames(site.names());
    AuditRun run =
        new AuditRun(
            start,
            ProfiledEntries.none(start),
            (frame, packet, answer, addresses) -> {
              names.answered(frame, packet.mac(End.DESTINATION) == device.bits(), answer);
              if (!addresses.isEmpty()) {
                answerers.answered(packet, answer);
              }
            },
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
