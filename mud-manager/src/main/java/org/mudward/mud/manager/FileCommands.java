package org.mudward.mud.manager;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.FileChecks;
import org.mudward.mud.inventory.FileEntry;
import org.mudward.mud.inventory.FileVersion;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.Rejection;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.manager.CommandException.Kind;
import org.mudward.mud.manager.Judgement.Usable;

/**
 * What an operator may do with MUD files (RFC 8520 sections 1.8 and 13.2). Writer only; each leaves
 * a line in the journal, and each word is for exactly the octets that it names.
 */
final class FileCommands {
  private final Inventory inventory;
  private final FileDesk files;
  private final Events events;
  private final Clock clock;

  FileCommands(Inventory inventory, FileDesk files, Events events, Clock clock) {
    this.inventory = inventory;
    this.files = files;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Uses the version that waits for a URL, on a person's word for exactly its octets.
   *
   * @throws CommandException if none waits, or it cannot be used whoever vouches for it
   */
  void approve(MudUrl url, String by) throws StoreException {
    FileEntry file = inventory.file(url).orElse(null);
    FileVersion held = file == null ? null : file.held();
    if (file == null || held == null) {
      throw noneWaits(url);
    }
    Approval approval = new Approval(by, clock.instant(), held.sha256());
    Judgement judgement = files.judge(url, held, List.of(approval));
    if (!(judgement instanceof Usable good)) {
      files.refuse(file, FileDesk.reason(judgement));
      throw new CommandException(
          Kind.CONFLICT, "the file cannot be used: " + FileDesk.reason(judgement));
    }
    FileChecks checks = file.checks();
    vouch(url, approval);
    files.adopt(
        file.withChecks(
            checks.answered(held.retrieved(), good.file().cacheValidity(), checks.etag())),
        held,
        good,
        files.waiting(url).orElse(null));
  }

  /**
   * The same for every URL for which exactly these octets wait. Those that were rejected before are
   * asked for anew.
   *
   * @throws CommandException if they wait nowhere, and were rejected nowhere
   */
  void approve(String sha256, String by) throws StoreException {
    List<MudUrl> waiting = waiting(sha256);
    for (MudUrl url : waiting) {
      approve(url, by);
    }
    List<FileEntry> rejected =
        inventory.files().stream()
            .filter(file -> inventory.rejection(file.url(), sha256).isPresent())
            .toList();
    for (FileEntry file : rejected) {
      vouch(file.url(), new Approval(by, clock.instant(), sha256));
      files.wantAnew(file);
    }
    if (waiting.isEmpty() && rejected.isEmpty()) {
      throw new CommandException(Kind.NOT_FOUND, "no file with the SHA-256 " + sha256 + " waits");
    }
  }

  /**
   * Says no to the version that waits for a URL: what is in use stays, and these octets are not
   * asked about again.
   *
   * @throws CommandException if none waits
   */
  void reject(MudUrl url, String by) {
    FileEntry file = inventory.file(url).orElse(null);
    FileVersion held = file == null ? null : file.held();
    if (file == null || held == null) {
      throw noneWaits(url);
    }
    Rejection rejection = new Rejection(by, clock.instant(), held.sha256());
    inventory.reject(url, rejection);
    files.leaveOut(file, rejection);
    events.operator("file.rejected", null, url, octets(held.sha256()), by);
  }

  /**
   * The same for every URL for which exactly these octets wait.
   *
   * @throws CommandException if they wait nowhere
   */
  void reject(String sha256, String by) {
    List<MudUrl> waiting = waiting(sha256);
    waiting.forEach(url -> reject(url, by));
    if (waiting.isEmpty()) {
      throw new CommandException(Kind.NOT_FOUND, "no file with the SHA-256 " + sha256 + " waits");
    }
  }

  private List<MudUrl> waiting(String sha256) {
    return inventory.files().stream()
        .filter(file -> Optional.ofNullable(file.held()).filter(v -> is(v, sha256)).isPresent())
        .map(FileEntry::url)
        .toList();
  }

  private static boolean is(FileVersion version, String sha256) {
    return version.sha256().equals(sha256);
  }

  private static CommandException noneWaits(MudUrl url) {
    return new CommandException(Kind.CONFLICT, "no file of " + url + " waits for approval");
  }

  /**
   * A person's word for exactly the octets that are in use.
   *
   * @throws CommandException if none are
   */
  void vouch(MudUrl url, String by) {
    FileVersion current =
        inventory
            .file(url)
            .map(FileEntry::current)
            .orElseThrow(
                () -> new CommandException(Kind.CONFLICT, "no file of " + url + " is in use"));
    vouch(url, new Approval(by, clock.instant(), current.sha256()));
  }

  private void vouch(MudUrl url, Approval approval) {
    inventory.approve(url, approval);
    events.operator("file.approved", null, url, octets(approval.sha256()), approval.by());
  }

  private static String octets(String sha256) {
    return "for the octets with SHA-256 " + sha256;
  }

  /**
   * Asks for a file now, whatever its validity.
   *
   * @throws CommandException if no device shows the URL
   */
  void refetch(MudUrl url, String by) {
    FileEntry file =
        inventory
            .file(url)
            .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "no device shows " + url));
    files.wantAnew(file);
    events.operator("file.refetch", null, url, "asked for anew", by);
  }
}
