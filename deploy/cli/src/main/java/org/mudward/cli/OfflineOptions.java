package org.mudward.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.SiteReader;
import org.mudward.mud.resolve.Site;
import picocli.CommandLine.Option;

/** The options that say which network a file is judged in, when no network is there. */
final class OfflineOptions {
  @Option(
      names = "--site",
      paramLabel = "SITE.yaml",
      description = "the network: local networks, gateway, dns, ntp, controllers, names, devices")
  private @Nullable Path site;

  @Option(
      names = "--device",
      paramLabel = "MAC=..,ip=..",
      description = "a device that has this file; several may be given")
  private List<String> devices = List.of();

  @Option(names = "--lenient", description = "read pre-RFC files too")
  private boolean lenient;

  Site site() throws ConfigException {
    Path file = site;
    return file == null ? Site.EMPTY : SiteReader.read(file);
  }

  List<DeviceOption> devices() {
    return devices.stream().map(DeviceOption::parse).toList();
  }

  boolean lenient() {
    return lenient;
  }
}
