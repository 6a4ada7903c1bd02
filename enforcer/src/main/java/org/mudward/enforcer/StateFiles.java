package org.mudward.enforcer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Small files that survive power loss: what is written is the old content or the new, never half.
 */
public final class StateFiles {
  private final Path folder;

  /** Files in this folder, which is made if it is not there. */
  public StateFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  /** Replaces a file; what this returned from is on the disk. */
  public void write(String name, byte[] content) throws IOException {
    Path target = folder.resolve(name);
    Path fresh = folder.resolve(name + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  /** The contents of those of these files that are there. */
  public Map<String, byte[]> read(Collection<String> names) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        contents.put(name, Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
