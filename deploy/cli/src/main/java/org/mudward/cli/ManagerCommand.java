package org.mudward.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import org.mudward.mud.api.ApiServer;
import org.mudward.mud.api.ApiToken;
import org.mudward.mud.fetch.MudFetcher;
import org.mudward.mud.fetch.NameResolver;
import org.mudward.mud.manager.MudManager;
import org.mudward.mud.names.NameLookup;
import org.mudward.mud.names.NettyNameLookup;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mudward manager}: the process that parses everything hostile and may do nothing. */
@Command(
    name = "manager",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the manager: learns MUD URLs, fetches and verifies files, decides who may do what, and",
      "tells enforcers. It needs no privilege; start it as a user of its own."
    })
final class ManagerCommand implements Callable<Integer> {
  /** The gateway's resolver is near. */
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(3);

  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException {
    Config read = config.read();
    CountDownLatch end = new CountDownLatch(1);
    try (NettyNameLookup lookup = new NettyNameLookup(RunningConfig.resolver(read), DNS_TIMEOUT)) {
      run(read, lookup, end);
      return ExitCode.FINE;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }

  private void run(Config read, NettyNameLookup lookup, CountDownLatch end)
      throws IOException, GeneralSecurityException {
    Clock clock = Clock.systemUTC();
    FetchOptions options = FetchOptions.of(read);
    InForce inForce = new InForce(read, options);
    try (MudFetcher fetcher = new MudFetcher(options.settings(), resolver(inForce, lookup), clock);
        MudManager manager =
            new MudManager(
                RunningConfig.settings(read),
                fetcher::fetch,
                this::trust,
                new RunningConfig(config.file(), inForce, lookup::use, fetcher),
                lookup,
                clock,
                () -> Runtime.getRuntime().halt(ExitCode.FAULT))) {
      manager.start();
      ApiToken token = ApiToken.of(read.manager().state().resolve("api-token"));
      ApiServer api = new ApiServer(read.manager().api(), token, manager);
      Lifetime.await(end);
      api.close();
    }
  }

  /** The configuration may name other files by now. */
  private SignatureVerifier trust() throws IOException {
    try {
      return SignatureVerifier.ofPem(config.read().site().trustAnchors());
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static NameResolver resolver(InForce inForce, NameLookup lookup) {
    return host -> {
      Set<IpAddress> fixed = inForce.config().site().names().get(host);
      if (fixed != null) {
        return List.copyOf(fixed);
      }
      List<IpAddress> addresses = new ArrayList<>();
      for (Family family : Family.values()) {
        try {
          addresses.addAll(
              lookup
                  .lookup(host, family)
                  .toCompletableFuture()
                  .get(3 * DNS_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                  .addresses());
        } catch (ExecutionException | TimeoutException e) {
          if (family == Family.IPV6 && addresses.isEmpty()) {
            throw new IOException("the resolver does not answer", e);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
      return addresses;
    };
  }
}
