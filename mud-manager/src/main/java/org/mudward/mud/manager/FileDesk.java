package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.fetch.FetchedMudFile;
import org.mudward.mud.inventory.FileBody;
import org.mudward.mud.inventory.FileChecks;
import org.mudward.mud.inventory.FileEntry;
import org.mudward.mud.inventory.FileVersion;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.Rejection;
import org.mudward.mud.inventory.StoreException;
import org.mudward.mud.manager.Judgement.Held;
import org.mudward.mud.manager.Judgement.Refused;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.verify.SignatureVerifier;

/**
 * Which file is in use for which MUD URL, and when to ask for a newer one (RFC 8520 sections 1.6,
 * 3.5 and 13.2). Writer only.
 *
 * <p>A file that is in use stays until a better one has passed every check. That its validity is
 * over, its server gone, or its signer's certificate at an end, takes nothing from anybody: it
 * raises an alarm. Signatures are judged as of the moment when the file came; the trust anchors are
 * those of now, so that an anchor that was removed vouches for nothing any more.
 */
final class FileDesk {
  /** RFC 8520 section 1.6: a file is safe to use for a time, then somebody should be told. */
  private static final int OVERDUE_FACTOR = 2;

  private final Inventory inventory;
  private final Events events;
  private final Clock clock;
  private final ChangeRules rules;
  private final Map<MudUrl, Usable> usable = new HashMap<>();
  private final Map<MudUrl, Replacement> waiting = new HashMap<>();
  private final Set<MudUrl> wantedAnew = new HashSet<>();
  private Judge judge;

  FileDesk(Inventory inventory, Judge judge, ChangeRules rules, Events events, Clock clock) {
    this.inventory = inventory;
    this.judge = judge;
    this.rules = rules;
    this.events = events;
    this.clock = clock;
  }

  /** Who judges now. */
  Judge judge() {
    return judge;
  }

  /** From now on another judges: what is in use, what waits, and what is under way. */
  void trust(Judge other) throws StoreException {
    judge = other;
    start();
  }

  /** Judges all that is kept anew. */
  void start() throws StoreException {
    usable.clear();
    waiting.clear();
    for (FileEntry file : List.copyOf(inventory.files())) {
      reviewCurrent(file);
    }
    for (FileEntry file : List.copyOf(inventory.files())) {
      reviewHeld(file);
    }
  }

  private void reviewCurrent(FileEntry file) throws StoreException {
    FileVersion current = file.current();
    if (current == null) {
      return;
    }
    Judgement judgement = judge(file.url(), current);
    if (judgement instanceof Usable good) {
      usable.put(file.url(), good);
      inventory.put(file.withPin(file.pin() == null ? good.pin() : file.pin()));
      return;
    }
    String reason = reason(judgement);
    inventory.put(file.withdrawn(reason));
    String event = reason.startsWith("SG-") ? "signature.refused" : "file.withdrawn";
    events.manager(event, null, file.url(), "no longer in use: " + reason);
  }

  private void reviewHeld(FileEntry file) throws StoreException {
    FileVersion held = file.held();
    if (held == null) {
      if (file.current() == null) {
        askAnew(file);
      }
      return;
    }
    if (judge(file.url(), held) instanceof Usable good) {
      Replacement change = change(file, held, good, null);
      Optional<String> conflict = rules.conflict(file, held, good, change);
      if (conflict.isEmpty()) {
        adopt(file, held, good, change);
      } else {
        inventory.put(file.withHeld(held, conflict.get()));
        remember(file.url(), change);
      }
    }
  }

  /**
   * What a good file would change; null if no other is in use.
   *
   * @param compared what was found out before, which counts if it is about the same two files
   */
  private @Nullable Replacement change(
      FileEntry file, FileVersion version, Usable good, @Nullable Replacement compared) {
    FileVersion current = file.current();
    Usable before = usable.get(file.url());
    if (before == null || (current != null && current.sha256().equals(version.sha256()))) {
      return null;
    }
    boolean same =
        compared != null && compared.before().equals(before) && compared.after().equals(good);
    return same ? compared : Replacement.of(file.url(), before, good);
  }

  private void remember(MudUrl url, @Nullable Replacement change) {
    if (change == null) {
      waiting.remove(url);
    } else {
      waiting.put(url, change);
    }
  }

  /** What the file that waits for a URL would change, if that is known. */
  Optional<Replacement> waiting(MudUrl url) {
    return Optional.ofNullable(waiting.get(url));
  }

  private Judgement judge(MudUrl url, FileVersion version) throws StoreException {
    return judge(url, version, inventory.approvals(url));
  }

  /** Judges octets that are kept, by what a person says of them. */
  Judgement judge(MudUrl url, FileVersion version, List<Approval> approvals) throws StoreException {
    Optional<FileBody> body = inventory.body(url, version.sha256());
    if (body.isEmpty()) {
      return new Refused("its octets are no longer kept");
    }
    FetchedMudFile file =
        new FetchedMudFile(
            url, body.get().bytes(), body.get().signature(), version.retrieved(), null);
    return judge.judge(file, approvals);
  }

  /** The file that is in use for a URL. */
  Optional<Usable> usable(MudUrl url) {
    return Optional.ofNullable(usable.get(url));
  }

  /**
   * Whether the file of another URL may follow that of the first: the same signer, or nothing was
   * ever used for the first.
   */
  boolean follows(MudUrl first, MudUrl other) {
    FileEntry before = inventory.file(first).orElseGet(() -> FileEntry.of(first));
    Usable good = usable.get(other);
    if (good == null) {
      return false;
    }
    return before.pin() == null ? before.current() == null : before.pin().equals(good.pin());
  }

  /** Whether a person vouches for exactly the octets that are in use for a URL. */
  boolean isVouchedFor(MudUrl url) {
    return inventory
        .file(url)
        .map(FileEntry::current)
        .flatMap(current -> inventory.approval(url, current.sha256()))
        .isPresent();
  }

  /** Why a URL has no file in use, or no newer one; empty if all is well. */
  String reason(MudUrl url) {
    Optional<FileEntry> entry = inventory.file(url);
    if (entry.isEmpty()) {
      return "there are MUD files of " + Inventory.MAX_FILES + " URLs already";
    }
    FileEntry file = entry.get();
    if (!file.reason().isEmpty()) {
      return file.reason();
    }
    if (file.current() != null) {
      return "";
    }
    String failure = file.checks().failure();
    return failure.isEmpty() ? "its MUD file is being fetched" : failure;
  }

  /**
   * Devices show these URLs: their files are needed. Where there are more than files are kept of,
   * one that was asked for in vain makes room, so that all of them have their turn.
   */
  void want(Set<MudUrl> urls) {
    List<MudUrl> fresh = urls.stream().filter(url -> inventory.file(url).isEmpty()).toList();
    int room = Inventory.MAX_FILES - inventory.files().size();
    Iterator<MudUrl> vain =
        fresh.size() > room ? askedInVain().iterator() : Collections.emptyIterator();
    if (room <= 0 && !vain.hasNext()) {
      return;
    }
    Map<Boolean, List<MudUrl>> byServer =
        fresh.stream().collect(Collectors.partitioningBy(this::isOfKnownServer));
    List<MudUrl> ordered = new ArrayList<>(byServer.getOrDefault(true, List.of()));
    ordered.addAll(byServer.getOrDefault(false, List.of()));
    for (MudUrl url : ordered) {
      if (!inventory.put(FileEntry.of(url))) {
        if (!vain.hasNext()) {
          return;
        }
        inventory.drop(vain.next());
        inventory.put(FileEntry.of(url));
      }
    }
  }

  private List<MudUrl> askedInVain() {
    return inventory.files().stream()
        .filter(file -> file.current() == null && file.held() == null)
        .filter(
            file -> file.checks().failures() > 0 && file.checks().due().isAfter(clock.instant()))
        .map(FileEntry::url)
        .toList();
  }

  /**
   * Whether its server has answered before. Those come first: whoever invents URLs has none, and
   * does not get in front of those who do not.
   */
  private boolean isOfKnownServer(MudUrl url) {
    return inventory.server(Fetchers.authority(url)).isPresent();
  }

  /**
   * The URL that has been due for longest, of those that are in use and that can be asked for;
   * those of servers that have answered before come first.
   */
  Optional<MudUrl> nextDue(Set<MudUrl> inUse, Predicate<MudUrl> hasRoom) {
    Instant now = clock.instant();
    return inventory.files().stream()
        .filter(file -> !file.checks().due().isAfter(now))
        .filter(file -> inUse.contains(file.url()) && hasRoom.test(file.url()))
        .min(
            Comparator.comparing((FileEntry file) -> !isOfKnownServer(file.url()))
                .thenComparing(file -> file.checks().due()))
        .map(FileEntry::url);
  }

  /** A file is being asked for, and so whoever wanted it anew is served. */
  void asked(MudUrl url) {
    wantedAnew.remove(url);
  }

  /** What asking for a file came to. */
  void arrived(Fetchers.Outcome outcome) {
    FileEntry file = inventory.file(outcome.url()).orElse(null);
    if (file == null) {
      return;
    }
    takeIn(file, outcome);
    if (wantedAnew.contains(file.url())) {
      // Somebody wanted it anew after this was asked for.
      inventory.file(file.url()).ifPresent(this::askAnew);
    }
  }

  /** A person wants it anew, whatever is under way. */
  void wantAnew(FileEntry file) {
    wantedAnew.add(file.url());
    askAnew(file);
  }

  private void askAnew(FileEntry file) {
    inventory.put(file.withChecks(file.checks().askAnew(clock.instant())));
  }

  private void takeIn(FileEntry file, Fetchers.Outcome outcome) {
    if (outcome.result() instanceof FetchResult.Fetched fetched) {
      boolean settled = outcome.judge() == judge;
      fetched(file, fetched.file(), settled ? outcome.judgement() : null, outcome.change());
    } else if (outcome.result() instanceof FetchResult.Failed failed) {
      failed(file, failed.failure());
    } else {
      unchanged(file);
    }
  }

  private void fetched(
      FileEntry file,
      FetchedMudFile fetched,
      @Nullable Judgement judged,
      @Nullable Replacement compared) {
    String sha256 = SignatureVerifier.sha256(fetched.bytes());
    boolean approved = inventory.approval(file.url(), sha256).isPresent();
    // A person may have approved these octets while they were under way.
    Judgement judgement =
        judged == null || (approved && judged instanceof Held)
            ? judge.judge(fetched, inventory.approvals(file.url()))
            : judged;
    FileVersion version = new FileVersion(sha256, fetched.retrieved(), signer(judgement));
    FileEntry checked = file.withChecks(checks(file, fetched, judgement));
    Optional<Rejection> rejection = inventory.rejection(file.url(), sha256);
    if (judgement instanceof Refused refused) {
      refuse(checked, refused.reason());
    } else if (rejection.isPresent()) {
      leaveOut(checked, rejection.get());
    } else if (judgement instanceof Held held) {
      waiting.remove(file.url());
      hold(checked, fetched, version, held.reason());
    } else if (judgement instanceof Usable good) {
      Replacement change = change(file, version, good, compared);
      Optional<String> conflict = rules.conflict(file, version, good, change);
      if (conflict.isPresent()) {
        remember(file.url(), change);
        hold(checked, fetched, version, conflict.get());
      } else {
        inventory.keep(body(fetched, sha256));
        adopt(checked, version, good, change);
      }
    }
  }

  private FileChecks checks(FileEntry file, FetchedMudFile fetched, Judgement judgement) {
    return judgement instanceof Usable good
        ? file.checks().answered(fetched.retrieved(), good.file().cacheValidity(), fetched.etag())
        : unusable(file, fetched.etag());
  }

  /** A person said no to these octets: they are not asked about again. */
  void leaveOut(FileEntry file, Rejection rejection) {
    waiting.remove(file.url());
    String reason = file.current() == null ? "the file was rejected by " + rejection.by() : "";
    inventory.put(file.withHeld(null, reason));
  }

  private FileChecks unusable(FileEntry file, @Nullable String etag) {
    Duration wait = Backoff.after(file.checks().failures() + 1);
    return file.checks().unusable(clock.instant().plus(wait), etag);
  }

  private static FileBody body(FetchedMudFile file, String sha256) {
    return new FileBody(file.url(), sha256, file.bytes(), file.signature());
  }

  private static @Nullable String signer(Judgement judgement) {
    return judgement instanceof Usable good ? good.signer() : null;
  }

  static String reason(Judgement judgement) {
    if (judgement instanceof Held held) {
      return held.reason();
    }
    return judgement instanceof Refused refused ? refused.reason() : "";
  }

  /**
   * Uses a version from now on.
   *
   * @param change what it changes; null if it takes the place of none
   */
  void adopt(FileEntry file, FileVersion version, Usable good, @Nullable Replacement change) {
    waiting.remove(file.url());
    FileVersion current = file.current();
    if (current != null
        && current.sha256().equals(version.sha256())
        && usable.containsKey(file.url())) {
      inventory.put(file.withCurrent(current));
      return;
    }
    inventory.put(
        file.withCurrent(version.signedBy(good.signer()))
            .withPin(good.pin() == null ? file.pin() : good.pin()));
    usable.put(file.url(), good);
    String by =
        inventory
            .approval(file.url(), version.sha256())
            .map(approval -> "approved by " + approval.by())
            .orElse("signed by " + good.signer());
    String notes =
        FileReport.notes(file.url(), good).stream().map("; "::concat).collect(Collectors.joining());
    String changes = change == null ? "" : "; " + change.summary();
    events.manager(
        "file.used",
        null,
        file.url(),
        "a file of " + good.file().lastUpdate() + ", " + by + notes + changes);
  }

  private void hold(FileEntry file, FetchedMudFile fetched, FileVersion version, String reason) {
    FileVersion held = file.held();
    FileVersion current = file.current();
    boolean isCurrent = current != null && current.sha256().equals(version.sha256());
    if (isCurrent) {
      // What passed when it came is good still, though its signer's time may be over.
      FileChecks checks = file.checks();
      inventory.put(
          file.withHeld(null, "")
              .withChecks(checks.answered(clock.instant(), checks.validity(), checks.etag())));
      return;
    }
    boolean known = held != null && held.sha256().equals(version.sha256());
    inventory.keep(body(fetched, version.sha256()));
    inventory.put(file.withHeld(version, reason));
    if (!known || !reason.equals(file.reason())) {
      String stays = current == null ? "" : "; the file before stays in use";
      events.manager("file.held", null, file.url(), reason + stays);
    }
  }

  /** What came cannot be used whoever vouches for it. */
  void refuse(FileEntry file, String reason) {
    waiting.remove(file.url());
    inventory.put(file.withHeld(null, reason));
    if (!reason.equals(file.reason())) {
      String stays = file.current() == null ? "" : "; the file before stays in use";
      events.manager("file.refused", null, file.url(), reason + stays);
    }
  }

  private void unchanged(FileEntry file) {
    FileChecks checks = file.checks();
    boolean good = file.current() != null && file.reason().isEmpty();
    inventory.put(
        file.withChecks(
            good
                ? checks.answered(clock.instant(), checks.validity(), checks.etag())
                : unusable(file, checks.etag())));
  }

  private void failed(FileEntry file, FetchFailure failure) {
    String reason = failure.reason() + ": " + failure.message();
    Duration wait = Backoff.after(file.checks().failures() + 1);
    inventory.put(file.withChecks(file.checks().failed(reason, clock.instant().plus(wait))));
    if (!reason.equals(file.checks().failure())) {
      String stays = file.current() == null ? "" : "; the file that is here stays in use";
      events.manager("file.failed", null, file.url(), reason + stays);
    }
  }

  /** Raises the alarm for files that are long overdue, and forgets those that nobody needs. */
  void look(Set<MudUrl> inUse) {
    Instant now = clock.instant();
    for (FileEntry file : List.copyOf(inventory.files())) {
      if (!inUse.contains(file.url())) {
        if (!file.checks().due().isAfter(now)) {
          inventory.drop(file.url());
          usable.remove(file.url());
          waiting.remove(file.url());
        }
      } else if (isOverdue(file, now) && !file.checks().alarmed()) {
        inventory.put(file.withChecks(file.checks().withAlarm()));
        events.manager(
            "file.overdue",
            null,
            file.url(),
            "no answer since "
                + file.checks().retrieved()
                + "; the file that is here stays in use");
      }
    }
  }

  private static boolean isOverdue(FileEntry file, Instant now) {
    Instant retrieved = file.checks().retrieved();
    return retrieved != null
        && file.current() != null
        && now.isAfter(retrieved.plus(file.checks().validity().multipliedBy(OVERDUE_FACTOR)));
  }
}
