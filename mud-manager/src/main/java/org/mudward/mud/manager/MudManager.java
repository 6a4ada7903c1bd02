package org.mudward.mud.manager;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.JournalEntry;
import org.mudward.mud.learn.Believed;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.names.NameLookup;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.link.LinkMessage;

/**
 * The manager: learns of devices, fetches and judges their MUD files, and publishes what follows to
 * the enforcers. Needs no privilege.
 *
 * <p>Its threads are {@code writer}, which decides everything; {@code fetch-0} to {@code fetch-7},
 * which may block; and the event loops {@code link} and those of the name look-ups. Every answer
 * comes as a future that is completed on the writer's thread once what it says is saved; whoever
 * goes on from there must not block.
 */
public final class MudManager implements AutoCloseable {
  /** Leases and names end on the second; nothing here is finer. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Clock clock;
  private final Enforcers enforcers = new Enforcers();
  private final AtomicLong lostSightings = new AtomicLong();
  private final Violations violations = new Violations();
  private final Fetchers fetchers;
  private final TrustSource trust;
  private final SettingsSource source;
  private final LineSetup setup;
  private final Writer writer;
  private final LinkServer link;

  /**
   * A manager that is not yet started. What it is given it uses and does not close.
   *
   * @param maker where files come from
   * @param trust who may sign them
   * @param source where the settings are written
   * @param lookup who knows names
   * @param clock tells leases, validity and journal their time
   * @param fault what to do when a fault of ours, or of the disk, ends the writer
   * @throws IOException if who may sign cannot be read
   */
  public MudManager(
      ManagerSettings settings,
      FileSource maker,
      TrustSource trust,
      SettingsSource source,
      NameLookup lookup,
      Clock clock,
      Runnable fault)
      throws IOException {
    // Before anything is started that would have to be ended again.
    Judge judge = new Judge(trust.read(), settings.literals());
    this.clock = clock;
    this.trust = trust;
    this.source = source;
    fetchers = new Fetchers(maker);
    Names names = new Names(lookup, clock, this::wake);
    link = new LinkServer(settings.link(), new Reports(), believed(settings.site()));
    setup =
        new LineSetup(
            settings,
            judge,
            new LineSetup.Surroundings(
                fetchers,
                names,
                new Announcements(() -> !enforcers.all().isEmpty()),
                new Attachments(),
                violations,
                clock,
                this::arrived,
                link::publish,
                accepted -> link.believe(believed(accepted.site()))));
    writer = new Writer(setup, TICK, fault);
  }

  private static Believed believed(Site site) {
    return new Believed(site.dhcp(), Optional.ofNullable(site.gateway()));
  }

  /**
   * Opens the store, publishes what is known, and lets enforcers connect.
   *
   * @throws IOException if store or socket cannot be used; the manager is closed then
   */
  public void start() throws IOException {
    try {
      writer.start().join();
      link.start();
    } catch (CompletionException e) {
      close();
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** An answer waits; if the writer is busy, its next turn finds it. */
  private void wake() {
    writer.tell(line -> true);
  }

  private void arrived(Fetchers.Outcome outcome) {
    try {
      writer.put(
          line -> {
            line.arrived(outcome);
            return true;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes in what was seen of devices.
   *
   * @return whether there was room; what is lost is seen again, for devices repeat themselves
   */
  public boolean sighted(List<Sighting> sightings) {
    boolean taken =
        writer.tell(
            line -> {
              line.sighted(sightings);
              return true;
            });
    if (!taken) {
      lostSightings.addAndGet(sightings.size());
    }
    return taken;
  }

  /** The same for those who want to know that it is saved. */
  public CompletableFuture<Boolean> learn(List<Sighting> sightings) {
    return writer.ask(
        line -> {
          line.sighted(sightings);
          return true;
        });
  }

  /** All devices, by address. */
  public CompletableFuture<List<DeviceView>> devices() {
    return writer.ask(Line::views);
  }

  /** One device, if it is known. */
  public CompletableFuture<Optional<DeviceView>> device(MacAddress mac) {
    return writer.ask(line -> line.inventory().device(mac).map(line::view));
  }

  /** Lines of the journal after a number, oldest first, at most {@link Inventory#MAX_EVENTS}. */
  public CompletableFuture<List<JournalEntry>> events(long since, int limit) {
    return writer.ask(line -> line.inventory().journal(since, limit));
  }

  /** Whether what was decided is in force. */
  public CompletableFuture<Status> status() {
    return writer.ask(line -> line.status(enforcers.all(), lostSightings.get()));
  }

  /** The snapshot that was published last; empty before the first. */
  public CompletableFuture<Optional<PolicySnapshot>> snapshot() {
    return writer.ask(line -> line.inventory().published());
  }

  /** Packets that rules decided since the manager started. */
  public CompletableFuture<List<LinkMessage.Count>> counts() {
    return writer.ask(line -> enforcers.counts());
  }

  /** What devices tried that is dropped, as far as samples show it; newest first. */
  public CompletableFuture<List<Violation>> violations() {
    return writer.ask(Line::violations);
  }

  /** Agrees to what a device waits for; fails with {@link CommandException} if to nothing. */
  public CompletableFuture<DeviceView> approve(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).approve(mac, by));
  }

  /** Uses the file that waits for a URL; fails with {@link CommandException} if none does. */
  public CompletableFuture<Boolean> approve(MudUrl url, String by) {
    return writer.ask(
        line -> {
          line.fileCommands().approve(url, by);
          return true;
        });
  }

  /**
   * Uses the file with exactly these octets, wherever it waits; fails with {@link CommandException}
   * if it waits nowhere.
   */
  public CompletableFuture<Boolean> approveOctets(String sha256, String by) {
    return writer.ask(
        line -> {
          line.fileCommands().approve(sha256, by);
          return true;
        });
  }

  /** Says no to the file that waits for a device; fails with {@link CommandException} if none. */
  public CompletableFuture<DeviceView> reject(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).reject(mac, by));
  }

  /** Says no to exactly these octets; fails with {@link CommandException} if they wait nowhere. */
  public CompletableFuture<Boolean> rejectOctets(String sha256, String by) {
    return writer.ask(
        line -> {
          line.fileCommands().reject(sha256, by);
          return true;
        });
  }

  /** All MUD files, by URL. */
  public CompletableFuture<List<FileView>> files() {
    return writer.ask(Line::fileViews);
  }

  /** Puts a device aside; fails with {@link CommandException} if there is none. */
  public CompletableFuture<DeviceView> quarantine(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).quarantine(mac, by));
  }

  /** Takes a device back; fails with {@link CommandException} if it is not held by a person. */
  public CompletableFuture<DeviceView> release(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).release(mac, by));
  }

  /**
   * Lets a device do what it likes for a time; fails with {@link CommandException} if there is
   * none, it is in quarantine, or the time is none or too long.
   */
  public CompletableFuture<DeviceView> pause(MacAddress mac, Duration time, String by) {
    return writer.ask(line -> new Commands(line).pause(mac, time, clock.instant(), by));
  }

  /** Ends a pause before its time; fails with {@link CommandException} if there is none. */
  public CompletableFuture<DeviceView> resume(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).resume(mac, by));
  }

  /**
   * Gives devices the MUD URLs that the operator says they have, all or none; fails with {@link
   * CommandException} if one cannot be given.
   *
   * @param dryRun only says what would come of it
   */
  public CompletableFuture<List<Assigned>> assign(
      List<Assignment> wanted, boolean dryRun, String by) {
    return writer.ask(line -> new Assignments(line, clock.instant(), by).assign(wanted, dryRun));
  }

  /** Forgets a device; fails with {@link CommandException} if there is none. */
  public CompletableFuture<Boolean> forget(MacAddress mac, String by) {
    return writer.ask(line -> new Commands(line).forget(mac, by));
  }

  /** Asks for a file now; fails with {@link CommandException} if no device shows its URL. */
  public CompletableFuture<Boolean> refetch(MudUrl url, String by) {
    return writer.ask(
        line -> {
          line.fileCommands().refetch(url, by);
          return true;
        });
  }

  /** Who may sign files now. */
  public CompletableFuture<List<X509Certificate>> anchors() {
    return writer.ask(line -> line.files().judge().anchors());
  }

  /**
   * Reads anew who may sign files, and judges every file by that. Fails with {@link
   * CommandException} if it cannot be read; then all stays as it was.
   */
  public CompletableFuture<List<X509Certificate>> reloadTrust(String by) {
    return writer.ask(line -> setup.trust(line, trust, by));
  }

  /**
   * Reads anew what the operator set, says what follows for devices, and puts it in force unless
   * this is a rehearsal. Fails with {@link CommandException}, and leaves all as it was, if it
   * cannot be read or used, or has changes that need a restart; a rehearsal tells of those.
   */
  public CompletableFuture<Reload> reload(boolean dryRun, String by) {
    return writer.ask(line -> setup.reload(line, proposal(dryRun), trust, dryRun, by));
  }

  private SettingsSource.Proposal proposal(boolean dryRun) {
    try {
      SettingsSource.Proposal proposal = source.read();
      if (dryRun || proposal.needRestart().isEmpty()) {
        return proposal;
      }
      throw new CommandException(
          CommandException.Kind.CONFLICT,
          "the configuration in force stays, for these need a restart: "
              + String.join(", ", proposal.needRestart()));
    } catch (IOException e) {
      throw new CommandException(
          CommandException.Kind.CONFLICT, "the configuration in force stays: " + e.getMessage());
    }
  }

  /** What comes up the link, handed to the writer. */
  private final class Reports implements LinkListener {
    @Override
    public void connected(String enforcer) {
      tell(line -> enforcers.connected(enforcer, line.events()));
    }

    @Override
    public void disconnected(String enforcer) {
      tell(
          line -> {
            enforcers.disconnected(enforcer, line.events());
            line.gone(enforcer);
          });
    }

    @Override
    public void sighted(List<Sighting> sightings) {
      MudManager.this.sighted(sightings);
    }

    @Override
    public CompletableFuture<Boolean> answered(DnsMessage answer, IpAddress from) {
      return writer.hear(
          line -> {
            line.answered(answer, from);
            return true;
          });
    }

    @Override
    public void applied(String enforcer, LinkMessage.Applied applied) {
      tell(line -> enforcers.applied(enforcer, applied, line.events()));
    }

    @Override
    public void refused(String enforcer, LinkMessage.Refused refused) {
      tell(line -> enforcers.refused(enforcer, refused, line.events()));
    }

    @Override
    public void violated(DropSample sample) {
      violations.offer(sample);
    }

    @Override
    public void counted(String enforcer, LinkMessage.Counts counts) {
      tell(line -> enforcers.counted(enforcer, counts));
    }

    @Override
    public void ports(String enforcer, LinkMessage.Ports ports) {
      tell(line -> line.told(enforcer, ports));
    }

    private void tell(Consumer<Line> step) {
      writer.ask(
          line -> {
            step.accept(line);
            return true;
          });
    }
  }

  /** Ends everything, in the reverse order of the start. */
  @Override
  public void close() {
    link.close();
    writer.close();
    fetchers.close();
  }
}
