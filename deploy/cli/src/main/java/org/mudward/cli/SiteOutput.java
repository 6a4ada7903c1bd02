package org.mudward.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.EffectiveConfig;
import org.mudward.enforcer.audit.Flow;
import org.mudward.mud.resolve.Site.SiteDevice;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Option;

/**
 * The option that writes down what a network seems to be. Nobody is judged by it until a person has
 * given it with {@code --site}: what was seen does not permit anything by itself.
 */
final class SiteOutput {
  /** What says to a user without a site file how to come by one. */
  static final String HINT = "--site-out FILE writes what the captures show of it";

  private static final String HEAD =
      """
      # What the network seems to be, by what its devices did: private addresses are local, and who
      # answered them is their server. To be read, and completed, before it is given with --site: who
      # stands here is permitted what MUD files permit to such hosts.
      """;

  @Option(
      names = "--site-out",
      paramLabel = "FILE.yaml",
      description = {
        "without --site: write what the network seems to be",
        "as a site file, to be read before it is used"
      })
  private @Nullable Path file;

  /** Where it is to be written; empty if it was not asked for. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Looks at the use.
   *
   * @throws CommandFailure if a site file is given, too
   */
  void check(@Nullable Path site) {
    if (file != null && site != null) {
      throw new CommandFailure(
          ExitCode.WRONG_USE,
          "--site-out writes what captures show of a network; --site says what it is");
    }
  }

  /**
   * Writes the file, if it is asked for.
   *
   * @param flows of the devices that were watched
   * @param muds the MUD files of devices
   * @throws CommandFailure if it cannot be written
   */
  void write(List<Flow> flows, Map<MacAddress, Path> muds) {
    Path target = file;
    if (target == null) {
      return;
    }
    List<SiteDevice> devices =
        muds.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(mud -> device(mud.getKey(), mud.getValue(), target))
            .toList();
    String text = HEAD + EffectiveConfig.yaml(SiteGuess.of(flows, devices));
    OutputFile.write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Site files name others as seen from where they lie; that may be behind a link. */
  private static SiteDevice device(MacAddress mac, Path mud, Path site) {
    Path folder = OutputFile.lying(site).getParent();
    Path place = OutputFile.lying(mud);
    Path named = folder == null ? place : folder.relativize(place);
    return new SiteDevice(mac, null, Set.of(), named, null);
  }
}
