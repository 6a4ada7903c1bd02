package org.mudward.mud.manager;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.fetch.FetchedMudFile;
import org.mudward.mud.inventory.Store;
import org.mudward.mud.inventory.StoredFile;
import org.mudward.mud.resolve.Resolver;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.DevicePolicy;

/**
 * The files of all MUD URLs: fetched once for all devices of a URL, verified, parsed, resolved, and
 * kept. Confined to the writer, but for the fetches themselves, which have threads of their own.
 *
 * <p>A file that was good stays in force until a better one is there: neither a server that does
 * not answer nor a new file that nobody vouches for takes it away (RFC 8520 section 1.6).
 */
final class FileLine implements AutoCloseable {
  /** Threads that may block on servers; one slow server holds up at most one of them. */
  private static final int FETCHERS = 4;

  /** URLs waiting; a rogue device that names more only delays itself. */
  private static final int WAITING = 256;

  /** URLs that are remembered; a network of 10,000 devices has some hundred kinds. */
  private static final int MAX_URLS = 2_000;

  /** What the manager is told. */
  interface Listener {
    void event(String event, String mac, String text);

    /** What is in force for a URL may have changed. */
    void changed(MudUrl url);
  }

  private final Store store;
  private final Judge judge;
  private final MudManager.FileSource source;
  private final Clock clock;
  private final Writer writer;
  private final Listener listener;
  private final Map<MudUrl, FileState> states = new HashMap<>();
  private final Set<String> busyHosts = new HashSet<>();
  private final ThreadPoolExecutor fetchers;

  FileLine(
      Store store,
      Judge judge,
      MudManager.FileSource source,
      Clock clock,
      Writer writer,
      Listener listener) {
    this.store = store;
    this.judge = judge;
    this.source = source;
    this.clock = clock;
    this.writer = writer;
    this.listener = listener;
    AtomicInteger number = new AtomicInteger();
    fetchers =
        new ThreadPoolExecutor(
            FETCHERS,
            FETCHERS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread thread = new Thread(work, "fetch-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    fetchers.allowCoreThreadTimeOut(true);
  }

  /** Takes up what was cached, verifying it again. */
  void load() {
    for (StoredFile stored : store.files()) {
      FileState state = states.computeIfAbsent(stored.url(), url -> new FileState());
      state.stored = stored;
      take(state, stored, judged(stored));
    }
  }

  private Judge.Verdict judged(StoredFile stored) {
    FetchedMudFile fetched =
        new FetchedMudFile(
            stored.url(), stored.bytes(), stored.signature(), stored.retrieved(), stored.etag());
    return judge.judge(fetched, clock.instant(), approval(stored.bytes()));
  }

  private Optional<Approval> approval(byte[] bytes) {
    return store.approval(SignatureVerifier.sha256(bytes));
  }

  /**
   * A file that the operator named for a device: it is in force and nobody is asked for another.
   */
  MudUrl fix(byte[] bytes, MudUrl url, Approval approval) {
    FileState state = states.computeIfAbsent(url, u -> new FileState());
    state.fixed = true;
    Judge.Verdict verdict = Judge.parse(SignatureVerifier.ofOperator(bytes, approval), url);
    accept(state, url, verdict);
    state.problem = verdict.reason();
    return url;
  }

  /** What there is for a URL; makes room for it if it is new. Null if there is no room. */
  @Nullable FileState state(MudUrl url) {
    FileState known = states.get(url);
    if (known != null || states.size() >= MAX_URLS) {
      return known;
    }
    FileState made = new FileState();
    states.put(url, made);
    return made;
  }

  /** The policy in force for a URL. */
  Optional<DevicePolicy> policy(MudUrl url) {
    FileState state = states.get(url);
    return state == null ? Optional.empty() : Optional.ofNullable(state.policy);
  }

  /** Asks for what is due, of these URLs; forgets failed ones that nobody shows any more. */
  void tick(Set<MudUrl> inUse, Instant now) {
    for (MudUrl url : inUse) {
      FileState state = state(url);
      if (state != null && state.isDue(now) && !busyHosts.contains(url.host())) {
        fetch(url, state);
      }
      if (state != null) {
        alarm(url, state, now);
      }
    }
    states
        .entrySet()
        .removeIf(
            e ->
                !inUse.contains(e.getKey())
                    && e.getValue().stored == null
                    && !e.getValue().fetching
                    && !e.getValue().fixed);
  }

  private void alarm(MudUrl url, FileState state, Instant now) {
    StoredFile stored = state.stored;
    if (stored == null || state.alarmed || state.policy == null || state.fixed) {
      return;
    }
    Instant old = stored.checked().plus(state.validity().multipliedBy(2));
    if (old.isBefore(now)) {
      state.alarmed = true;
      listener.event(
          "file.stale",
          "",
          url
              + " could not be checked for twice its validity; it stays in force: "
              + state.problem);
    }
  }

  private void fetch(MudUrl url, FileState state) {
    StoredFile stored = state.stored;
    String etag = stored == null || state.policy == null ? null : stored.etag();
    try {
      fetchers.execute(() -> run(url, etag));
      state.fetching = true;
      busyHosts.add(url.host());
      listener.event("file.fetching", "", url.text());
    } catch (RejectedExecutionException e) {
      state.failed(clock.instant(), "too many files are being fetched");
    }
  }

  private void run(MudUrl url, @Nullable String etag) {
    try {
      FetchResult result = source.fetch(url, etag);
      while (!writer.offer(() -> fetched(url, result))) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fetched(MudUrl url, FetchResult result) {
    busyHosts.remove(url.host());
    FileState state = states.get(url);
    if (state == null) {
      return;
    }
    Instant now = clock.instant();
    StoredFile stored = state.stored;
    if (result instanceof FetchResult.NotModified && stored != null) {
      StoredFile checked =
          new StoredFile(
              url, stored.bytes(), stored.signature(), stored.retrieved(), now, stored.etag());
      store.save(checked);
      state.stored = checked;
      state.succeeded();
      listener.event("file.unchanged", "", url.text());
    } else if (result instanceof FetchResult.Fetched fetched) {
      came(url, state, fetched.file(), now);
    } else if (result instanceof FetchResult.Failed failed) {
      state.failed(now, failed.failure().reason() + ": " + failed.failure().message());
      listener.event("file.failed", "", url + ": " + state.problem);
    }
    listener.changed(url);
  }

  private void came(MudUrl url, FileState state, FetchedMudFile file, Instant now) {
    StoredFile fresh =
        new StoredFile(url, file.bytes(), file.signature(), file.retrieved(), now, file.etag());
    Judge.Verdict verdict = judge.judge(file, now, approval(file.bytes()));
    boolean usable = verdict.file() != null;
    if (usable || state.policy == null) {
      store.save(fresh);
      state.stored = fresh;
      state.succeeded();
      take(state, fresh, verdict);
    } else {
      // The file in force was good; the new one is not. The old stays, and a person is told.
      state.failed(now, verdict.reason());
    }
    listener.event(
        usable ? "file.accepted" : "file.held",
        "",
        url + ": " + (usable ? verdict.signer() : verdict.reason()));
  }

  private void take(FileState state, StoredFile stored, Judge.Verdict verdict) {
    state.fetching = false;
    accept(state, stored.url(), verdict);
    state.problem = verdict.reason();
  }

  private static void accept(FileState state, MudUrl url, Judge.Verdict verdict) {
    state.file = verdict.file();
    state.signer = verdict.signer();
    state.policy = verdict.file() == null ? null : Resolver.policy(verdict.file(), url.text(), url);
  }

  /**
   * Takes a person's word for the octets that are held for a URL.
   *
   * @return what is wrong; empty if it is done
   */
  String approve(MudUrl url, String by) {
    FileState state = states.get(url);
    StoredFile stored = state == null ? null : state.stored;
    if (state == null || stored == null) {
      return "there is no file of "
          + url
          + " to approve: "
          + (state == null ? "it is not known" : state.problem);
    }
    store.save(new Approval(by, clock.instant(), SignatureVerifier.sha256(stored.bytes())));
    take(state, stored, judged(stored));
    listener.changed(url);
    return state.policy == null ? "it is approved, but cannot be used: " + state.problem : "";
  }

  /** Why the files of URLs in use are not as they should be. */
  List<String> problems(Set<MudUrl> inUse) {
    List<String> problems = new ArrayList<>();
    for (MudUrl url : inUse) {
      FileState state = states.get(url);
      if (state != null && !state.problem.isEmpty()) {
        problems.add(url + ": " + state.problem);
      }
    }
    return problems;
  }

  @Override
  public void close() {
    fetchers.shutdownNow();
  }
}
