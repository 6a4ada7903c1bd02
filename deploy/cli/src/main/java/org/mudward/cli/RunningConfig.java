package org.mudward.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.ConfigReader;
import org.mudward.cli.config.EffectiveConfig;
import org.mudward.mud.fetch.MudFetcher;
import org.mudward.mud.manager.ManagerSettings;
import org.mudward.mud.manager.SettingsSource;

/** The configuration that the running manager goes by, and the file that it is written in. */
final class RunningConfig implements SettingsSource {
  /** Keys that a running manager can take up; sockets, stores and other processes it cannot. */
  private static final Pattern RELOADED =
      Pattern.compile(
          "site\\..*|manager\\.(new-devices|weak-urls|address-literals|changed-files|resolver|fetch\\..*)");

  private final Path file;
  private final Consumer<InetSocketAddress> resolver;
  private final InForce inForce;
  private final MudFetcher fetcher;

  /**
   * @param inForce gets what is in force from now on
   * @param resolver told which DNS server to ask from now on
   */
  RunningConfig(
      Path file, InForce inForce, Consumer<InetSocketAddress> resolver, MudFetcher fetcher) {
    this.file = file;
    this.inForce = inForce;
    this.resolver = resolver;
    this.fetcher = fetcher;
  }

  @Override
  public Proposal read() throws IOException {
    try {
      Config next = ConfigReader.read(file);
      InetSocketAddress server = resolver(next);
      SortedMap<String, String> changes = EffectiveConfig.changes(inForce.config(), next);
      FetchOptions options = FetchOptions.of(next);
      Runnable fetch = fetch(options);
      List<String> lines = new ArrayList<>();
      changes.forEach((key, value) -> lines.add(key + ": " + value));
      lines.addAll(inForce.fetching().anchorsBeside(options));
      return new Proposal(
          settings(next),
          lines,
          changes.keySet().stream().filter(key -> !RELOADED.matcher(key).matches()).toList(),
          () -> {
            inForce.accept(next, options);
            resolver.accept(server);
            fetch.run();
          });
    } catch (CommandFailure | GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Has files fetched so from now on, if that is different: what is under way would end. */
  private Runnable fetch(FetchOptions options) throws GeneralSecurityException, IOException {
    return options.isSame(inForce.fetching()) ? () -> {} : fetcher.prepare(options.settings());
  }

  /**
   * The DNS server to ask.
   *
   * @throws CommandFailure if none is known
   */
  static InetSocketAddress resolver(Config read) {
    return read.manager()
        .resolver()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "no DNS server is known: set manager.resolver, or name one under site.dns"));
  }

  /** The manager's settings in a configuration. */
  static ManagerSettings settings(Config read) {
    return new ManagerSettings(
        read.manager().state(),
        read.manager().link(),
        read.manager().api(),
        ManagerSettings.NewDevices.valueOf(read.manager().newDevices().name()),
        ManagerSettings.WeakUrls.valueOf(read.manager().weakUrls().name()),
        ManagerSettings.Literals.valueOf(read.manager().literals().name()),
        ManagerSettings.ChangedFiles.valueOf(read.manager().changedFiles().name()),
        ManagerSettings.Ports.valueOf(read.manager().ports().name()),
        read.site());
  }
}
