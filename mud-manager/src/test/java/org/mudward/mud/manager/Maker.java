package org.mudward.mud.manager;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.ServerKey;
import org.mudward.mud.fetch.FetchFailure;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.fetch.FetchedMudFile;

/** The servers of manufacturers, which can be told to misbehave. */
public final class Maker implements FileSource {
  private final Clock clock;
  private final Map<MudUrl, Served> served = new ConcurrentHashMap<>();
  private final List<MudUrl> asked = new CopyOnWriteArrayList<>();
  private final Map<MudUrl, CountDownLatch> slow = new ConcurrentHashMap<>();
  private final List<MudUrl> underWay = new CopyOnWriteArrayList<>();
  private final List<MudUrl> notModified = new CopyOnWriteArrayList<>();

  private volatile ServerKey key = new ServerKey("0a".repeat(32), "CN=Web CA");

  private record Served(byte[] bytes, byte @Nullable [] signature, @Nullable String etag) {}

  public Maker(Clock clock) {
    this.clock = clock;
  }

  public void serve(MudUrl url, String file, @Nullable Signer signer, @Nullable String etag) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    served.put(url, new Served(bytes, signer == null ? null : signer.sign(bytes), etag));
  }

  /** Serves a file with a signature over something else. */
  public void serveTampered(MudUrl url, String file, Signer signer) {
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    served.put(url, new Served(bytes, signer.sign(new byte[] {1}), null));
  }

  /** From now on all servers show this key. */
  public void showKey(ServerKey other) {
    key = other;
  }

  public void takeDown(MudUrl url) {
    served.remove(url);
  }

  /** Lets questions for a URL wait until the latch opens. */
  public CountDownLatch stall(MudUrl url) {
    CountDownLatch latch = new CountDownLatch(1);
    stall(url, latch);
    return latch;
  }

  public void stall(MudUrl url, CountDownLatch latch) {
    slow.put(url, latch);
  }

  public long asked(MudUrl url) {
    return asked.stream().filter(url::equals).count();
  }

  /** Everything that was asked for, in order. */
  public List<MudUrl> asked() {
    return List.copyOf(asked);
  }

  /** How often the answer was that nothing has changed. */
  public long notModified(MudUrl url) {
    return notModified.stream().filter(url::equals).count();
  }

  public int underWay() {
    return underWay.size();
  }

  public long hostsUnderWay() {
    return underWay.stream().map(MudUrl::host).distinct().count();
  }

  public boolean isIdle() {
    return underWay.isEmpty();
  }

  @Override
  public FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException {
    asked.add(url);
    underWay.add(url);
    try {
      CountDownLatch latch = slow.get(url);
      if (latch != null && !latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the latch");
      }
      Served there = served.get(url);
      if (there == null) {
        return new FetchResult.Failed(
            new FetchFailure(FetchFailure.Reason.CONNECT, url.host() + " does not answer"));
      }
      if (etag != null && Objects.equals(etag, there.etag())) {
        notModified.add(url);
        return new FetchResult.NotModified(key);
      }
      return new FetchResult.Fetched(
          new FetchedMudFile(url, there.bytes(), there.signature(), clock.instant(), there.etag()),
          key);
    } finally {
      underWay.remove(url);
    }
  }
}
