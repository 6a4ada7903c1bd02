package org.mudward.mud.manager;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a listening Unix socket.
 *
 * <p>The socket is made in a folder that only its owner can enter, given its permissions, and then
 * moved to its place in one step; so nobody finds it there with others, and what a manager that was
 * killed left behind is replaced. Anything there that is no socket stays, and is an error.
 */
final class LinkSocket implements AutoCloseable {
  private static final String PERMISSIONS = "rw-rw----";
  private static final int KIND_MASK = 0170000;
  private static final int SOCKET_KIND = 0140000;

  private static final Logger LOG = LoggerFactory.getLogger(LinkSocket.class);

  private final Path path;
  private @Nullable Object key;

  LinkSocket(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** Binds a socket to a path. */
  interface Binder {
    void bind(Path path) throws IOException;
  }

  /**
   * Binds the socket.
   *
   * @throws IOException if something else is in its place, or somebody listens there
   */
  void open(Binder binder) throws IOException {
    checkPlace();
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("the link needs a folder: " + path);
    }
    Files.createDirectories(parent);
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    Path folder = parent.resolve("." + HexFormat.of().formatHex(random));
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Path made = folder.resolve("s");
      binder.bind(made);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(PERMISSIONS));
      key = Files.readAttributes(made, BasicFileAttributes.class).fileKey();
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(folder.resolve("s"));
      Files.delete(folder);
    }
  }

  private void checkPlace() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & KIND_MASK) != SOCKET_KIND) {
      throw new IOException(path + " is there and is no socket; it is left alone");
    }
    if (somebodyListens()) {
      throw new IOException("another manager listens on " + path);
    }
  }

  private boolean somebodyListens() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** Removes the file, if it is still the one that was made. */
  @Override
  public void close() {
    try {
      if (key != null
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("event=link.left text=\"{}\"", e.getMessage());
    }
  }
}
