package org.mudward.mud.manager;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.FileEntry;
import org.mudward.mud.inventory.FileVersion;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.manager.ManagerSettings.ChangedFiles;

/**
 * What makes a good file one that a person has to look at before it takes the place of another (RFC
 * 8520 sections 1.8, 3.2 and 16). Writer only.
 */
final class ChangeRules {
  private final Inventory inventory;
  private final ChangedFiles changedFiles;

  ChangeRules(Inventory inventory, ChangedFiles changedFiles) {
    this.inventory = inventory;
    this.changedFiles = changedFiles;
  }

  /**
   * Why a person has to look at it; empty if it may be used.
   *
   * @param change what it would change; null if no other file is in use
   */
  Optional<String> conflict(
      FileEntry file, FileVersion version, Usable good, @Nullable Replacement change) {
    FileVersion current = file.current();
    boolean settled =
        (current != null && current.sha256().equals(version.sha256()))
            || inventory.approval(file.url(), version.sha256()).isPresent();
    if (settled) {
      return Optional.empty();
    }
    String pin = file.pin();
    if (isMoved(file.url(), good) && (pin == null || !pin.equals(good.pin()))) {
      // RFC 8520 section 3.2: mud-url identifies the file. One that names another was perhaps
      // signed for another device, unless the signer of what was here before says so.
      return Optional.of("MF-06: the file says that it is " + good.file().mudUrl());
    }
    Usable before = change == null ? null : change.before();
    if (before != null && good.file().lastUpdate().isBefore(before.file().lastUpdate())) {
      return Optional.of("the server now gives an older file, of " + good.file().lastUpdate());
    }
    // RFC 8520 section 16: a changed signer may be flagged.
    String signer = before == null ? null : before.signer();
    String known = signer == null ? "the one before" : signer;
    if (pin != null && !pin.equals(good.pin())) {
      return Optional.of("the signer changed from " + known + " to " + good.signer());
    }
    return change == null ? Optional.empty() : asked(change);
  }

  /** What the site wants to be asked about. */
  private Optional<String> asked(Replacement change) {
    return switch (changedFiles) {
      case APPLY -> Optional.empty();
      case ASK -> Optional.of("HT-10: the file changed: " + change.summary());
      case ASK_IF_WIDER ->
          change.isWider()
              ? Optional.of("HT-10: the file changed: " + change.summary())
              : Optional.empty();
    };
  }

  /** Whether the file of a URL calls itself by another. */
  static boolean isMoved(MudUrl url, Usable good) {
    return !good.file().mudUrl().equals(url);
  }
}
