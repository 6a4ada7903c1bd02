package org.mudward.cli.config;

import java.util.List;

/** A file of the operator cannot be used; the message lists every problem with its line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String file, List<String> problems) {
    super(
        file
            + (problems.size() == 1
                ? ": " + problems.get(0)
                : ":\n  " + String.join("\n  ", problems)));
  }
}
