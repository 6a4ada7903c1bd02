package org.mudward.mud.parse;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.policy.Direction;

/** Reads the two roots of a MUD file (RFC 8520 section 2.1) and puts them together. */
final class FileReader {
  private static final String MUD = "ietf-mud:mud";
  private static final String ACLS = "ietf-access-control-list:acls";
  private static final String OLD_ACLS = "ietf-access-control-list:access-lists";
  private static final String ROOTS = "RFC 8520 2.1";

  private final JsonObject root;
  private final Report report;

  FileReader(JsonObject root) {
    this.root = root;
    report = root.report();
  }

  /** The file; null, or something not to be used, if there are errors in the report. */
  @Nullable MudFile read() {
    JsonObject mud = root.object(MUD, "MF-01");
    if (mud == null) {
      missingMud();
    }
    JsonObject acls = acls();
    Extensions extensions = new Extensions(mud, report);
    PolicyReader from = new PolicyReader(mud, Direction.FROM_DEVICE, extensions);
    PolicyReader to = new PolicyReader(mud, Direction.TO_DEVICE, extensions);
    Map<String, AclReader.ReadAcl> lists =
        acls == null ? Map.of() : new AclReader(acls, extensions).read();
    boolean named = !from.names().isEmpty() || !to.names().isEmpty();
    if (acls == null && named && !root.has("acls") && !root.has(OLD_ACLS)) {
      report.error(
          "MF-01", "", ROOTS, "The root " + ACLS + " is missing, to which the policies refer.");
    }
    List<MudAcl> fromDevice = acls == null ? List.of() : from.choose(lists);
    List<MudAcl> toDevice = acls == null ? List.of() : to.choose(lists);
    if (mud != null && !named) {
      report.warning(
          "MF-01", "", ROOTS, "The file has no policies: only the defaults of a site apply.");
    }
    if (named) {
      Set<String> used = new LinkedHashSet<>(from.names());
      used.addAll(to.names());
      unused(lists, used);
    }
    MudFile file = mud == null ? null : file(mud, extensions, fromDevice, toDevice);
    if (mud != null) {
      root.ignoreRest("a MUD file");
    }
    return file;
  }

  private void missingMud() {
    if (root.has("mud")) {
      report.error(
          "MF-02",
          root.at("mud"),
          "RFC 7951 4",
          "The root is named mud and should be " + MUD + ".");
    } else if (!root.has(MUD)) {
      report.error("MF-01", "", ROOTS, "The root " + MUD + " is missing.");
    }
  }

  private @Nullable JsonObject acls() {
    if (root.has(ACLS) || !root.has(OLD_ACLS)) {
      if (root.has("acls")) {
        report.error(
            "MF-02",
            root.at("acls"),
            "RFC 7951 4",
            "The root is named acls and should be " + ACLS + ".");
      }
      return root.object(ACLS, "MF-01");
    }
    boolean read =
        report.lenient(
            "MF-01",
            root.at(OLD_ACLS),
            "RFC 8519 4.1",
            "The root access-lists was renamed before the RFC and should be " + ACLS,
            "it was read as that");
    JsonObject old = root.object(OLD_ACLS, "MF-01");
    return read ? old : null;
  }

  private void unused(Map<String, AclReader.ReadAcl> lists, Set<String> used) {
    lists.forEach(
        (name, list) -> {
          if (!used.contains(name)) {
            report.notice(
                "MF-20",
                list.pointer(),
                "RFC 8520 3.3",
                "The list \"" + name + "\" is named by no policy and has no effect.");
          }
        });
  }

  private static @Nullable MudFile file(
      JsonObject mud, Extensions extensions, List<MudAcl> from, List<MudAcl> to) {
    LeafReader leaves = new LeafReader(mud);
    leaves.version();
    MudUrl url = leaves.url();
    OffsetDateTime lastUpdate = leaves.lastUpdate();
    Boolean supported = leaves.supported();
    Duration validity = leaves.cacheValidity();
    String signature = leaves.signature();
    Map<String, String> info = leaves.info();
    extensions.readMud(mud);
    extensions.reportUnused();
    mud.ignoreRest(MUD);
    if (url == null || lastUpdate == null || supported == null) {
      return null;
    }
    return new MudFile(
        url,
        lastUpdate,
        signature,
        validity,
        supported,
        info,
        extensions.names(),
        extensions.quarantine(),
        from,
        to);
  }
}
