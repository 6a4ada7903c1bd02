package org.mudward.mud.parse;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which entries stay when a device is put into quarantine (draft of 2019, extension {@code
 * quarantine}), which are meant for updates of its firmware.
 *
 * <p>A fault in it refuses no file, but then nothing stays: what is not clear opens nothing.
 */
final class QuarantineReader {
  /** The node, in the spelling of its module. */
  static final String NODE = "ietf-mud-quarantine:quaranteed-device-policy";

  private final Report report;

  QuarantineReader(Report report) {
    this.report = report;
  }

  /** The names; null if the node says nothing that can be used. */
  @Nullable Set<String> read(JsonObject mud) {
    Report faults = new Report(ParseMode.STRICT);
    Set<String> names = new HashSet<>();
    JsonObject node = mud.reportingTo(faults).object(NODE, "MF-15");
    if (node != null) {
      for (JsonObject entry : node.objects("enabled-ace-names", "MF-15")) {
        String name = entry.key("ace-name", "MF-15", "An entry of enabled-ace-names");
        if (name != null) {
          names.add(name);
        }
        entry.ignoreRest("enabled-ace-names");
      }
      node.ignoreRest(NODE);
    }
    faults.toWarnings(report);
    return faults.hasFailed() ? null : names;
  }
}
