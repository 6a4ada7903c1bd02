package org.mudward.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.cli.audit.PacketTable;
import org.mudward.cli.audit.PeerNames;
import org.mudward.cli.audit.ShownUrls;
import org.mudward.enforcer.audit.Audit;
import org.mudward.enforcer.audit.ConnectionTable;
import org.mudward.enforcer.audit.ProfiledEntries;
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.CapturedFrame;
import org.mudward.enforcer.capture.Ends;
import org.mudward.enforcer.capture.LinkLayer;
import org.mudward.enforcer.capture.LiveCapture;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.FrameReader;
import org.mudward.mud.resolve.SeenNames;
import org.mudward.policy.Decision;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;
import org.mudward.policy.Protocol;

/** Leads the frames of captures past an audit, and what DNS answers say to its groups of names. */
final class AuditRun {
  private static final int FRAMES_BETWEEN_SIGNS = 1 << 16;

  private final Audit audit;
  private final SeenNames names;
  private final Set<IpAddress> dnsServers;
  private final ShownUrls shown = new ShownUrls();
  private final AnswerTaker answers;
  private final Span span;
  private final @Nullable PacketTable table;
  private final @Nullable ConnectionTable connections;
  private final @Nullable Newcomers newcomers;
  private final Streams streams;
  private final LongConsumer progress;
  private long number;

  /** Which captures the user had no patience for; those behind the first were not begun. */
  private final List<String> interrupted = new ArrayList<>();

  /** Hears of DNS answers, whether or not their frames are judged. */
  @FunctionalInterface
  interface AnswerTaker {
    /**
     * Takes an answer.
     *
     * @param frame its number
     * @param addresses what it says of {@link DnsMessage#addresses}
     */
    void take(long frame, Packet packet, DnsMessage answer, Map<String, Set<IpAddress>> addresses);
  }

  /**
   * A run over all frames.
   *
   * @param entries by which hellos are judged
   * @param peers is told which names hosts have
   * @param table gets a row for each frame; null if nobody asked for it
   * @param connections gets every frame; null if nobody asked for it
   * @param newcomers is told who shows another URL than before; null if nobody is taken in later
   * @param streams reads those captures that are streams
   * @param progress is told now and then how many frames were judged
   */
  AuditRun(
      PolicySnapshot snapshot,
      ProfiledEntries entries,
      PeerNames peers,
      @Nullable PacketTable table,
      @Nullable ConnectionTable connections,
      @Nullable Newcomers newcomers,
      Streams streams,
      LongConsumer progress) {
    this(
        snapshot,
        entries,
        (frame, packet, answer, addresses) -> peers.answered(addresses),
        Span.ALL,
        table,
        connections,
        newcomers,
        streams,
        progress);
  }

  /**
   * A run over some frames. Answers count from the hosts of the dns class; if there are none, from
   * any host.
   *
   * @param entries by which hellos are judged; with all groups that the snapshot has
   * @param answers is told of those answers
   * @param newcomers is told who shows another URL than before; null if nobody is taken in later
   * @param span when frames are judged; of those before, only answers count
   */
  AuditRun(
      PolicySnapshot snapshot,
      ProfiledEntries entries,
      AnswerTaker answers,
      Span span,
      @Nullable PacketTable table,
      @Nullable ConnectionTable connections,
      @Nullable Newcomers newcomers,
      Streams streams,
      LongConsumer progress) {
    names = new SeenNames(entries.snapshot().groups().values());
    dnsServers = hosts(snapshot.groups().get(GroupId.DNS));
    this.answers = answers;
    this.span = span;
    audit = new Audit(snapshot, entries, this::heard);
    this.table = table;
    this.connections = connections;
    this.newcomers = newcomers;
    this.streams = streams;
    this.progress = progress;
  }

  private static Set<IpAddress> hosts(@Nullable Group group) {
    return group instanceof Group.Addresses hosts
        ? hosts.prefixes().stream().map(Prefix::address).collect(Collectors.toSet())
        : Set.of();
  }

  private Collection<Group> heard(Packet packet) {
    Optional<DnsMessage> answer = DnsMessage.read(packet, dnsServers);
    if (answer.isEmpty()) {
      return List.of();
    }
    Map<String, Set<IpAddress>> addresses = answer.get().addresses();
    answers.take(audit.frames(), packet, answer.get(), addresses);
    return names.answered(addresses);
  }

  Audit audit() {
    return audit;
  }

  /** What the user should know of the reading, beside the captures themselves. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    if (!interrupted.isEmpty()) {
      notices.add(
          "interrupted after frame " + number + ": the rest of " + interrupted + " is not judged");
    }
    names
        .full()
        .forEach(
            name ->
                notices.add(name + " had more addresses than count; later ones are not its own"));
    if (audit.unprofiled() > 0) {
      notices.add(audit.unprofiled() + " hellos are to more services than are judged by profiles");
    }
    if (connections != null && connections.leftOut() > 0) {
      notices.add(connections.leftOut() + " frames are of more connections than are told apart");
    }
    if (newcomers != null) {
      notices.addAll(newcomers.notices());
    }
    return notices;
  }

  /** The MUD URLs that the frames so far show. */
  ShownUrls shown() {
    return shown;
  }

  /**
   * Looks through captures for the MUD URLs in them, and judges nothing. What can be read only once
   * is not looked at.
   *
   * @throws CommandFailure if one cannot be read
   */
  static ShownUrls urlsIn(List<String> files) {
    ShownUrls found = new ShownUrls();
    LinkLayer links = new LinkLayer();
    Packet packet = new Packet();
    long number = 0;
    for (String file : files.stream().filter(Streams::isRepeatable).toList()) {
      try (Capture capture = Capture.open(Path.of(file))) {
        while (capture.next()) {
          number++;
          links.point(packet, capture.frame());
          found.see(packet, number);
        }
      } catch (IOException | CaptureException e) {
        throw refused(file, e);
      }
    }
    return found;
  }

  /**
   * Makes sure that a capture is one, before anything is judged. What can be read only once is not
   * looked at.
   *
   * @throws CommandFailure if it is none, or cannot be read
   */
  static void check(String file) {
    if (Streams.isRepeatable(file)) {
      try (Capture capture = Capture.open(Path.of(file))) {
        capture.frame();
      } catch (IOException | CaptureException e) {
        throw refused(file, e);
      }
    }
  }

  /**
   * Judges all frames of captures, until the streams shall end.
   *
   * @throws CommandFailure if one cannot be read, or the table not be written
   */
  List<CaptureLoss> read(List<String> files) {
    List<CaptureLoss> losses = new ArrayList<>();
    for (String file : files) {
      if (streams.isEnding()) {
        interrupted.add(file);
      } else {
        losses.add(read(file));
      }
    }
    return losses;
  }

  /**
   * Judges all frames of a capture.
   *
   * @throws CommandFailure if it cannot be read, or the table not be written
   */
  CaptureLoss read(String file) {
    long before = number;
    try (Capture capture = open(file)) {
      boolean isFile = Streams.isRepeatable(file);
      while (capture.next()) {
        next(capture.frame());
        if (isFile && streams.isEnded()) {
          interrupted.add(file);
          return new CaptureLoss(file, number - before, false, capture.damage(), 0);
        }
      }
      List<String> damage = capture.damage();
      long rest = capture.passTheRest();
      if (streams.isCut()) {
        interrupted.add(file);
      }
      return new CaptureLoss(
          file, number - before, capture.isCutOff(), damage, damage.isEmpty() ? 0 : rest);
    } catch (IOException | CaptureException e) {
      if (!Streams.isRepeatable(file) && streams.isCut()) {
        interrupted.add(file);
        return new CaptureLoss(file, number - before, false, List.of(), 0);
      }
      throw refused(file, e);
    }
  }

  /**
   * Judges all frames of an interface until it is ended. What was lost is damage, as frames are
   * that a file lost: it may be what would have been dropped.
   *
   * @param limit of frames; 0 is none
   */
  CaptureLoss listen(String name, LiveCapture live, int limit) {
    long before = number;
    List<String> damage = new ArrayList<>(live.run(this::next, limit));
    long lost = CaptureLoss.NOT_COUNTED;
    try {
      lost = live.lost();
      if (lost > 0) {
        damage.add(lost + " frames were dropped before they could be read, and are not judged");
      }
    } catch (IOException e) {
      damage.add("how many frames were dropped unread cannot be told: " + e.getMessage());
    }
    return new CaptureLoss(name, number - before, false, damage, 0, lost);
  }

  private void next(CapturedFrame frame) {
    number++;
    take(frame);
    if (number % FRAMES_BETWEEN_SIGNS == 0) {
      progress.accept(number);
    }
  }

  private void take(CapturedFrame frame) {
    if (span.isBefore(frame.micros())) {
      audit.hear(frame);
    } else if (span.isAfter(frame.micros())) {
      audit.pass();
    } else {
      Decision decision = audit.judge(frame);
      MacAddress mac = mayTell(frame) ? shown.see(audit.packet(), number) : null;
      if (mac != null && newcomers != null) {
        newcomers.heard(mac, shown).ifPresent(this::replace);
      }
      if (connections != null) {
        connections.count(audit.packet(), frame, decision, number);
      }
      if (table != null) {
        write(table, frame.micros(), decision);
      }
    }
  }

  /** Whether a frame may tell of a device; a packet is made of few of those that may not. */
  private static boolean mayTell(CapturedFrame frame) {
    Ends ends = frame.ends();
    return ends == null
        || (ends.protocol() == Protocol.UDP
            && FrameReader.mayTell(ends.sourcePort(), ends.destinationPort()));
  }

  /** Somebody has a file now, or none any more; what is known of names stays known. */
  private void replace(OfflineSite offline) {
    ProfiledEntries entries = offline.profiledEntries();
    names.add(entries.snapshot().groups().values());
    audit.replace(
        names.fill(offline.build()), entries.withSnapshot(names.fill(entries.snapshot())));
  }

  private void write(PacketTable to, long micros, Decision decision) {
    try {
      to.write(number, micros, audit.packet(), decision);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "the table of packets cannot be written: " + e.getMessage());
    }
  }

  private Capture open(String file) throws IOException, CaptureException {
    if (!Streams.isRepeatable(file)) {
      return streams.open(file);
    }
    Capture capture = Capture.open(Path.of(file));
    if (Runtime.getRuntime().availableProcessors() > 1) {
      capture.readAhead();
    }
    return capture;
  }

  static CommandFailure refused(String file, Exception e) {
    if (e instanceof CaptureException) {
      return new CommandFailure(ExitCode.BAD_INPUT, file + " " + e.getMessage());
    }
    if (e instanceof NoSuchFileException) {
      return new CommandFailure(ExitCode.BAD_INPUT, "no such file: " + file);
    }
    if (e instanceof AccessDeniedException) {
      return new CommandFailure(ExitCode.UNREACHABLE, "not permitted to read " + file);
    }
    return new CommandFailure(ExitCode.BAD_INPUT, file + " cannot be read: " + e.getMessage());
  }
}
