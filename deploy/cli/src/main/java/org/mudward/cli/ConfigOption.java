package org.mudward.cli;

import java.nio.file.Path;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.ConfigReader;
import picocli.CommandLine.Option;

/** The option {@code --config}, for all that run the appliance or talk to it. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: ${DEFAULT-VALUE})",
      defaultValue = "/etc/mudward/mudward.yaml")
  private Path file = Path.of("/etc/mudward/mudward.yaml");

  Path file() {
    return file;
  }

  Config read() throws ConfigException {
    return ConfigReader.read(file);
  }
}
