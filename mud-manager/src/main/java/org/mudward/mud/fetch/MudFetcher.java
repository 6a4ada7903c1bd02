package org.mudward.mud.fetch;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;

/**
 * Gets MUD files and their signatures (RFC 8520 section 1.6). The only code that dials out, at the
 * word of a device that nobody knows, to a server that nobody knows.
 *
 * <p>Every name is looked up once for a request, every address judged, and exactly a judged address
 * dialled. Redirects stay on their server and on https. Sizes and times are limited. Nothing that a
 * server does throws: it becomes a {@link FetchFailure}. Blocks; safe for several threads.
 */
public final class MudFetcher implements AutoCloseable {
  private static final int CLOSE_SECONDS = 2;

  private final NameResolver resolver;
  private final Clock clock;

  /** One thread: what is fetched is small and seldom, and the callers are few. */
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fetch-io", true), NioIoHandler.newFactory());

  private volatile Setup inForce;

  /** What follows from settings; a request goes by one of these from its start to its end. */
  private record Setup(FetchSettings settings, HttpsGet https, Download download) {}

  /**
   * A fetcher.
   *
   * @throws GeneralSecurityException if the trust anchors cannot be used
   */
  public MudFetcher(FetchSettings settings, NameResolver resolver, Clock clock)
      throws GeneralSecurityException, IOException {
    this.resolver = resolver;
    this.clock = clock;
    inForce = setup(settings);
  }

  private Setup setup(FetchSettings settings) throws GeneralSecurityException, IOException {
    HttpsGet https = new HttpsGet(loops, new Tls(settings), settings);
    return new Setup(
        settings, https, new Download(settings, new AddressGuard(settings, resolver), https));
  }

  /**
   * Makes ready to go by other settings.
   *
   * @return puts them in force. What is under way ends as a failure that is tried again: it began
   *     by trusting whom nobody may trust any more
   * @throws GeneralSecurityException if the trust anchors cannot be used; all stays as it was
   */
  public Runnable prepare(FetchSettings other) throws GeneralSecurityException, IOException {
    Setup next = setup(other);
    return () -> {
      Setup before = inForce;
      inForce = next;
      before.https().close("the settings of fetching have changed");
    };
  }

  /**
   * Gets a file and the signature that it names. Each of the two may take the total time.
   *
   * @param etag of the file that is cached; the server may then say that it is still the one
   */
  public FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException {
    Setup setup = inForce;
    try {
      HttpsUrl start = HttpsUrl.of(url);
      Answer answer = setup.download().get(start, setup.settings().maxFile(), Answer.usable(etag));
      if (answer.status() == Answer.NOT_MODIFIED) {
        return new FetchResult.NotModified(answer.server());
      }
      return new FetchResult.Fetched(withSignature(setup, url, start, answer), answer.server());
    } catch (FailedException e) {
      return new FetchResult.Failed(e.failure());
    }
  }

  /**
   * A signature that is not there today may be there in a minute, so the whole fetch failed and is
   * to be tried again. One that its server does not have is a fact about the file, which a person
   * can then look at and approve (RFC 8520 section 13.2).
   */
  private FetchedMudFile withSignature(Setup setup, MudUrl url, HttpsUrl start, Answer file)
      throws FailedException, InterruptedException {
    Optional<String> leaf = SignatureLeaf.of(start, file.body());
    byte[] signature = null;
    String problem = null;
    if (leaf.isPresent()) {
      try {
        // Against the MUD URL, not against where that redirected to. Any server may have it: a
        // signature vouches for itself.
        HttpsUrl place = start.resolve(leaf.get(), Reason.REDIRECT);
        signature = setup.download().get(place, setup.settings().maxSignature(), null).body();
      } catch (FailedException e) {
        problem = "the signature did not come: " + e.getMessage();
        if (!e.lasting()) {
          throw new FailedException(e.reason(), problem);
        }
      }
    }
    return new FetchedMudFile(url, file.body(), signature, clock.instant(), file.etag(), problem);
  }

  @Override
  public void close() {
    inForce.https().close("the fetcher is closed");
    loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
