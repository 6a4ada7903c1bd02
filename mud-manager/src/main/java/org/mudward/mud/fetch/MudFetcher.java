package org.mudward.mud.fetch;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.mud.fetch.HttpsGet.Answer;
import org.mudward.mud.fetch.HttpsGet.FailedException;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Prefix;

/**
 * Gets MUD files and their signatures (RFC 8520 section 1.6). The only code that dials out, at the
 * word of a device that nobody knows, to a server that nobody knows.
 *
 * <p>Every hop's name is looked up once, every address checked, and exactly the checked address
 * dialled. Redirects stay on their host and on https. Sizes and times are limited. Blocks; safe for
 * several threads.
 */
public final class MudFetcher implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final FetchSettings settings;
  private final NameResolver resolver;
  private final Clock clock;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fetch-io", true), NioIoHandler.newFactory());
  private final HttpsGet https;

  /**
   * A fetcher.
   *
   * @throws GeneralSecurityException if the trust anchors cannot be used
   */
  public MudFetcher(FetchSettings settings, NameResolver resolver, Clock clock)
      throws GeneralSecurityException, IOException {
    this.settings = settings;
    this.resolver = resolver;
    this.clock = clock;
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(settings.anchors().orElse(null));
    SslContext tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .trustManager(trust)
            .build();
    https = new HttpsGet(loops, tls, settings);
  }

  /**
   * Gets a file and the signature that it names.
   *
   * @param etag of the file that is cached; the server may then say that it is still the one
   */
  public FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException {
    try {
      Answer file = follow(url.uri(), settings.maxFile(), etag);
      if (file.status() == NOT_MODIFIED && etag != null) {
        return new FetchResult.NotModified();
      }
      require(url.uri(), file);
      byte[] signature = null;
      Optional<URI> location = SignatureLocation.of(url, file.body());
      if (location.isPresent()) {
        Answer answer = follow(location.get(), settings.maxSignature(), null);
        require(location.get(), answer);
        signature = answer.body();
      }
      return new FetchResult.Fetched(
          new FetchedMudFile(url, file.body(), signature, clock.instant(), file.etag()));
    } catch (FailedException e) {
      return new FetchResult.Failed(e.failure());
    }
  }

  private static void require(URI uri, Answer answer) throws FailedException {
    if (answer.status() != OK) {
      throw new FailedException(
          Reason.HTTP, uri.getHost() + " answered " + answer.status() + " for " + uri.getPath());
    }
  }

  private Answer follow(URI start, int limit, @Nullable String etag)
      throws FailedException, InterruptedException {
    URI uri = start;
    for (int hop = 0; hop <= FetchSettings.MAX_REDIRECTS; hop++) {
      checkForm(uri);
      Answer answer = https.get(uri, permitted(uri.getHost()), limit, etag);
      boolean redirect = answer.status() / 100 == 3 && answer.status() != NOT_MODIFIED;
      if (!redirect) {
        return answer;
      }
      uri = next(uri, answer.location());
    }
    throw new FailedException(
        Reason.LIMIT,
        start.getHost() + " redirects more than " + FetchSettings.MAX_REDIRECTS + " times");
  }

  private static URI next(URI uri, @Nullable String location) throws FailedException {
    URI target;
    try {
      if (location == null) {
        throw new IllegalArgumentException("no Location");
      }
      target = uri.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new FailedException(Reason.REDIRECT, uri.getHost() + " redirects to nowhere");
    }
    checkForm(target);
    boolean sameHost =
        target.getHost().equalsIgnoreCase(uri.getHost()) && target.getPort() == uri.getPort();
    if (!sameHost) {
      throw new FailedException(
          Reason.REDIRECT,
          uri.getHost()
              + " redirects to "
              + target.getHost()
              + ": another server is a person's decision");
    }
    return target;
  }

  private static void checkForm(URI uri) throws FailedException {
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    if (!https || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new FailedException(
          Reason.REDIRECT, "not an https URL with a plain host: " + shown(uri));
    }
  }

  private static String shown(URI uri) {
    String text = uri.toString();
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  /** The one address that will be dialled: the first that the host has and we may dial. */
  private IpAddress permitted(String host) throws FailedException {
    List<IpAddress> addresses = addresses(host);
    List<String> refused = new ArrayList<>();
    for (IpAddress address : addresses) {
      Optional<String> reason = forbidden(address);
      if (reason.isEmpty()) {
        return address;
      }
      refused.add(address + " is " + reason.get());
    }
    throw new FailedException(
        Reason.FORBIDDEN_ADDRESS,
        host
            + " is not dialled: "
            + String.join(", ", refused)
            + " (a site permits it under manager.fetch.allow)");
  }

  private Optional<String> forbidden(IpAddress address) {
    if (settings.allowed().stream().anyMatch((Prefix p) -> p.contains(address))) {
      return Optional.empty();
    }
    return settings.own().contains(address)
        ? Optional.of("the appliance's own")
        : SpecialAddresses.kind(address);
  }

  private List<IpAddress> addresses(String host) throws FailedException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String lower = bare.toLowerCase(Locale.ROOT);
    String lastLabel = lower.substring(lower.lastIndexOf('.', lower.length() - 2) + 1);
    if (bare.contains(":") || lastLabel.matches("[0-9]+\\.?|0x[0-9a-f]*\\.?")) {
      // Looks like an address: only the plain spelling is one, and no library guesses at the
      // others.
      try {
        return List.of(IpAddress.parse(bare));
      } catch (IllegalArgumentException e) {
        throw new FailedException(Reason.FORBIDDEN_ADDRESS, "an oddly spelt address: " + bare);
      }
    }
    try {
      List<IpAddress> addresses = resolver.addresses(bare);
      if (addresses.isEmpty()) {
        throw new IOException("it has no address");
      }
      return addresses;
    } catch (IOException e) {
      throw new FailedException(Reason.NAME, "no address for " + bare + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
