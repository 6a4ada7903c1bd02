package org.mudward.mud.manager;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.inventory.EventText;
import org.mudward.mud.manager.Judgement.Usable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads {@code fetch-0} to {@code fetch-7}: they ask for files, which may block, and judge
 * what comes.
 *
 * <p>What is under way is known to the writer alone; no more is ever handed over than there are
 * threads, and of one server no more than {@link UnderWay} permits, so that no maker can keep all
 * of them busy.
 */
final class Fetchers implements AutoCloseable {
  /**
   * Enough that some slow servers delay nobody, and a good one is asked for several things; few
   * enough to be no tool for floods.
   */
  static final int THREADS = 8;

  private static final long STOP_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(Fetchers.class);

  private final FileSource source;
  private final ThreadPoolExecutor threads;
  private final UnderWay underWay = new UnderWay(THREADS);

  Fetchers(FileSource source) {
    this.source = source;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(THREADS),
            task -> {
              Thread thread = new Thread(task, "fetch-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * What came of asking.
   *
   * @param judgement of the file; null if none came
   * @param judge who said that
   * @param change what it would change; null if nothing was in use, or it is not good
   */
  record Outcome(
      MudUrl url,
      FetchResult result,
      @Nullable Judgement judgement,
      Judge judge,
      @Nullable Replacement change) {
    /** Whether the server gave what it should. */
    boolean isGood() {
      return judgement instanceof Usable || result instanceof FetchResult.NotModified;
    }
  }

  /**
   * What to ask for, and how to judge it.
   *
   * @param etag of the version that came last; null if none did
   * @param approvals what a person said of files under this URL
   * @param inUse the file that is in use; null if none is
   */
  record Order(
      MudUrl url,
      @Nullable String etag,
      List<Approval> approvals,
      Judge judge,
      @Nullable Usable inUse) {}

  /** Whether a file of this server can be asked for now. Writer only. */
  boolean hasRoom(MudUrl url) {
    return underWay.hasRoom(url);
  }

  /**
   * Asks for a file. Writer only.
   *
   * @param then gets the outcome on a fetch thread
   */
  void fetch(Order order, Consumer<Outcome> then) {
    MudUrl url = order.url();
    if (!hasRoom(url)) {
      throw new IllegalStateException("no room for " + url);
    }
    underWay.asked(url);
    threads.execute(() -> run(order, then));
  }

  /** The outcome has arrived. Writer only. */
  void finished(Outcome outcome) {
    underWay.answered(outcome.url(), outcome.isGood());
  }

  private void run(Order order, Consumer<Outcome> then) {
    try {
      then.accept(outcome(order));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome outcome(Order order) throws InterruptedException {
    MudUrl url = order.url();
    Judge judge = order.judge();
    try {
      FetchResult result = source.fetch(url, order.etag());
      Judgement judgement =
          result instanceof FetchResult.Fetched fetched
              ? judge.judge(fetched.file(), order.approvals())
              : null;
      Usable inUse = order.inUse();
      Replacement change =
          judgement instanceof Usable good && inUse != null
              ? Replacement.of(url, inUse, good)
              : null;
      return new Outcome(url, result, judgement, judge, change);
    } catch (RuntimeException | Error e) {
      // A fault of ours, met with octets that somebody else chose: the file is not used, and the
      // others go on.
      LOG.error("event=fetch.fault url={}", EventText.safe(url.text()), e);
      FetchFailure failure =
          new FetchFailure(FetchFailure.Reason.HTTP, "a fault of this program: " + e);
      return new Outcome(url, new FetchResult.Failed(failure), null, judge, null);
    }
  }

  /** A server, by host and port. */
  static String authority(MudUrl url) {
    return url.host() + ":" + url.port();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
