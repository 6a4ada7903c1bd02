package org.mudward.mud.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.FileEntry;
import org.mudward.mud.inventory.FileVersion;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.manager.Judgement.Usable;

/** What an operator is told of MUD files. Writer only. */
final class FileReport {
  private final Inventory inventory;
  private final FileDesk files;

  FileReport(Inventory inventory, FileDesk files) {
    this.inventory = inventory;
    this.files = files;
  }

  /** What an operator should know of a file in force; empty if it is ordinary. */
  static List<String> notes(MudUrl url, Usable good) {
    List<String> notes = new ArrayList<>();
    if (ChangeRules.isMoved(url, good)) {
      notes.add("it calls itself " + good.file().mudUrl());
    }
    if (!good.file().supported()) {
      notes.add("its maker no longer supports the device");
    }
    return notes;
  }

  /** All files, by URL. */
  List<FileView> all() {
    return inventory.files().stream().map(this::view).toList();
  }

  private FileView view(FileEntry file) {
    Optional<Usable> good = files.usable(file.url());
    return new FileView(
        file.url(),
        good.flatMap(usable -> inUse(file, usable)).orElse(null),
        waiting(file),
        files.reason(file.url()),
        good.map(usable -> notes(file.url(), usable)).orElse(List.of()),
        inventory.rejections(file.url()),
        file.checks().retrieved(),
        file.checks().due());
  }

  private static Optional<FileView.InUse> inUse(FileEntry file, Usable good) {
    return Optional.ofNullable(file.current())
        .map(
            current ->
                new FileView.InUse(
                    current.sha256(),
                    current.signer(),
                    good.file().lastUpdate().toString(),
                    good.file().mudUrl(),
                    good.file().supported()));
  }

  private FileView.@Nullable Waiting waiting(FileEntry file) {
    FileVersion held = file.held();
    if (held == null) {
      return null;
    }
    Optional<Replacement> change = files.waiting(file.url());
    return new FileView.Waiting(
        held.sha256(),
        held.signer(),
        change.map(Replacement::newlyPermitted).orElse(List.of()),
        change.map(Replacement::noLongerPermitted).orElse(List.of()),
        change.map(Replacement::besides).orElse(List.of()));
  }

  /** What a person should look at. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (FileEntry file : inventory.files()) {
      if (file.current() != null && !file.reason().isEmpty()) {
        problems.add("a newer file of " + file.url() + " is not used: " + file.reason());
      }
      if (file.checks().alarmed()) {
        problems.add("no answer for " + file.url() + " since " + file.checks().retrieved());
      }
      files
          .usable(file.url())
          .ifPresent(
              good ->
                  notes(file.url(), good)
                      .forEach(note -> problems.add("the file of " + file.url() + ": " + note)));
    }
    return problems;
  }
}
