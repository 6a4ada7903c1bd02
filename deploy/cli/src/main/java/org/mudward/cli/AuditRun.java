package org.mudward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
import org.mudward.enforcer.capture.Capture;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.LinkLayer;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.resolve.SeenNames;
import org.mudward.policy.Decision;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Prefix;

/** Leads the frames of captures past an audit, and what DNS answers say to its groups of names. */
final class AuditRun {
  /** What names standard input among the captures. */
  static final String STANDARD_INPUT = "-";

  private static final int FRAMES_BETWEEN_SIGNS = 1 << 16;

  private final Audit audit;
  private final SeenNames names;
  private final Set<IpAddress> dnsServers;
  private final PeerNames peers;
  private final ShownUrls shown = new ShownUrls();
  private final @Nullable PacketTable table;
  private final @Nullable ConnectionTable connections;
  private final InputStream in;
  private final LongConsumer progress;
  private long number;

  /**
   * @param peers is told which names hosts have
   * @param table gets a row for each frame; null if nobody asked for it
   * @param connections gets every frame; null if nobody asked for it
   * @param in standard input
   * @param progress is told now and then how many frames were judged
   */
  AuditRun(
      PolicySnapshot snapshot,
      PeerNames peers,
      @Nullable PacketTable table,
      @Nullable ConnectionTable connections,
      InputStream in,
      LongConsumer progress) {
    this.peers = peers;
    names = new SeenNames(snapshot.groups().values());
    dnsServers = hosts(snapshot.groups().get(GroupId.DNS));
    audit = new Audit(snapshot, this::heard);
    this.table = table;
    this.connections = connections;
    this.in = in;
    this.progress = progress;
  }

  private static Set<IpAddress> hosts(@Nullable Group group) {
    return group instanceof Group.Addresses hosts
        ? hosts.prefixes().stream().map(Prefix::address).collect(Collectors.toSet())
        : Set.of();
  }

  private Collection<Group> heard(Packet packet) {
    return DnsMessage.read(packet, dnsServers).map(this::answered).orElse(List.of());
  }

  private List<Group> answered(DnsMessage message) {
    Map<String, Set<IpAddress>> addresses = message.addresses();
    peers.answered(addresses);
    return names.answered(addresses);
  }

  Audit audit() {
    return audit;
  }

  /** What the user should know of the reading, beside the captures themselves. */
  List<String> notices() {
    List<String> notices = new ArrayList<>();
    names
        .full()
        .forEach(
            name ->
                notices.add(name + " had more addresses than count; later ones are not its own"));
    if (connections != null && connections.leftOut() > 0) {
      notices.add(connections.leftOut() + " frames are of more connections than are told apart");
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
    for (String file : files.stream().filter(AuditRun::isRepeatable).toList()) {
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
    if (isRepeatable(file)) {
      try (Capture capture = Capture.open(Path.of(file))) {
        capture.frame();
      } catch (IOException | CaptureException e) {
        throw refused(file, e);
      }
    }
  }

  private static boolean isRepeatable(String name) {
    Path file = Path.of(name);
    boolean pipe = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    return !name.equals(STANDARD_INPUT) && !pipe;
  }

  /**
   * Judges all frames of a capture.
   *
   * @throws CommandFailure if it cannot be read, or the table not be written
   */
  CaptureLoss read(String file) {
    try (Capture capture = open(file)) {
      long before = number;
      while (capture.next()) {
        number++;
        Decision decision = audit.judge(capture.frame());
        shown.see(audit.packet(), number);
        if (connections != null) {
          connections.count(audit.packet(), capture.frame(), decision, number);
        }
        if (table != null) {
          write(table, capture.frame().micros(), decision);
        }
        if (number % FRAMES_BETWEEN_SIGNS == 0) {
          progress.accept(number);
        }
      }
      List<String> damage = capture.damage();
      long rest = capture.passTheRest();
      return new CaptureLoss(
          file, number - before, capture.isCutOff(), damage, damage.isEmpty() ? 0 : rest);
    } catch (IOException | CaptureException e) {
      throw refused(file, e);
    }
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
    return file.equals(STANDARD_INPUT) ? Capture.open(in) : Capture.open(Path.of(file));
  }

  private static CommandFailure refused(String file, Exception e) {
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
