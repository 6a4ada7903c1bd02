package org.mudward.mud.manager;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.manager.SettingsSource.Proposal;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.analysis.SnapshotWords;

/**
 * Builds the line on the writer's thread: at the start, after a turn that could not be saved, and
 * with other settings. Those are in force once they are saved; a turn that fails leaves the old.
 */
final class LineSetup implements Writer.Setup {
  private final Surroundings surroundings;
  private Optional<Inventory> inventory = Optional.empty();
  private Parts inForce;
  private @Nullable Line replacement;
  private @Nullable Next next;

  /**
   * What a line works with and does not own.
   *
   * @param outlet gets every snapshot that is published
   * @param accepted gets settings that came into force
   */
  record Surroundings(
      Fetchers fetchers,
      Names names,
      Announcements announcements,
      Attachments attachments,
      Violations violations,
      Clock clock,
      Consumer<Fetchers.Outcome> arrived,
      Consumer<PolicySnapshot> outlet,
      Consumer<ManagerSettings> accepted) {}

  /**
   * What a line is built of.
   *
   * @param siteFiles null before they are read
   */
  private record Parts(ManagerSettings settings, Judge judge, @Nullable SiteFiles siteFiles) {}

  /** What is in force as soon as the turn is saved. */
  private record Next(Parts parts, Runnable accepted) {}

  LineSetup(ManagerSettings settings, Judge judge, Surroundings surroundings) {
    inForce = new Parts(settings, judge, null);
    this.surroundings = surroundings;
  }

  @Override
  public Line line() throws StoreException {
    replacement = null;
    next = null;
    Inventory known;
    if (inventory.isPresent()) {
      known = inventory.get();
      known.reload();
    } else {
      known = Inventory.open(inForce.settings().state());
      inventory = Optional.of(known);
      inForce = read(inForce.settings(), inForce.judge());
      known.published().ifPresent(surroundings.outlet());
    }
    known.published().ifPresent(surroundings.names()::remember);
    Line line = build(known, inForce);
    line.start();
    line.tellStarted();
    return line;
  }

  private Parts read(ManagerSettings settings, Judge judge) {
    SiteFiles files = SiteFiles.read(settings.site(), surroundings.clock().instant());
    return new Parts(settings, judge, files);
  }

  private Line build(Inventory known, Parts parts) {
    SiteFiles siteFiles = parts.siteFiles();
    if (siteFiles == null) {
      throw new IllegalStateException("the site's files are not read yet");
    }
    return new Line(
        new Line.Parts(
            parts.settings(),
            known,
            siteFiles,
            parts.judge(),
            surroundings.fetchers(),
            surroundings.names(),
            surroundings.announcements(),
            surroundings.attachments(),
            surroundings.violations(),
            surroundings.clock(),
            surroundings.arrived(),
            surroundings.outlet()));
  }

  @Override
  public Line after(Line line) {
    Line other = replacement;
    replacement = null;
    return other == null ? line : other;
  }

  @Override
  public void saved() {
    if (next != null) {
      inForce = next.parts();
      next.accepted().run();
      surroundings.accepted().accept(inForce.settings());
      next = null;
    }
  }

  /**
   * Reads anew who may sign, and judges every file by that.
   *
   * @throws CommandException if it cannot be read; then all stays as it was
   */
  List<X509Certificate> trust(Line line, TrustSource trust, String by) throws StoreException {
    // For a line that is built anew as well, should this turn not be saved.
    inForce = new Parts(inForce.settings(), judge(trust), inForce.siteFiles());
    line.trust(inForce.judge(), by);
    return inForce.judge().anchors();
  }

  private Judge judge(TrustSource trust) {
    try {
      return inForce.judge().trusting(trust.read());
    } catch (IOException e) {
      throw refused("the trust anchors stay as they were: " + e.getMessage());
    }
  }

  /**
   * Tries other settings on what is known, and says what follows; then takes it all back, or leaves
   * it for the turn to save.
   *
   * @throws CommandException if what follows does not fit together
   */
  Reload reload(Line line, Proposal proposal, TrustSource trust, boolean dryRun, String by)
      throws StoreException {
    Judge older = inForce.judge();
    Judge newer = judge(trust).reading(proposal.settings().literals());
    // What this turn did before is saved first: what is taken back is this alone.
    line.finishTurn();
    Inventory known = inventory.orElseThrow();
    Parts parts = read(proposal.settings(), newer);
    Line other = build(known, parts);
    List<String> consequences;
    try {
      other.start();
      consequences = consequences(known, other);
    } catch (IllegalArgumentException e) {
      known.reload();
      throw refused("no snapshot can be made of it: " + e.getMessage());
    }
    List<String> changes = new ArrayList<>(proposal.changes());
    if (!older.anchors().equals(newer.anchors())) {
      changes.add(Line.anchors(older, newer));
    }
    if (dryRun) {
      known.reload();
      return new Reload(false, changes, proposal.needRestart(), consequences);
    }
    String text = changes.isEmpty() ? "nothing is written otherwise" : String.join("; ", changes);
    other.events().operator("config.reloaded", null, null, text, by);
    replacement = other;
    next = new Next(parts, proposal.accepted());
    return new Reload(true, changes, List.of(), consequences);
  }

  private static List<String> consequences(Inventory known, Line other) {
    PolicySnapshot now = other.preview();
    return known
        .published()
        .map(before -> SnapshotWords.between(before, now))
        .orElse(List.of("nothing was published before"));
  }

  private static CommandException refused(String message) {
    return new CommandException(CommandException.Kind.CONFLICT, message);
  }

  @Override
  public void close() throws StoreException {
    if (inventory.isPresent()) {
      inventory.get().close();
    }
  }
}
