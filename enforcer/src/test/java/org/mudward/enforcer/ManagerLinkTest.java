package org.mudward.enforcer;

import static org.mudward.enforcer.testing.Eventually.eventually;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagerLinkTest {
  @TempDir private Path folder;

  @Test
  void aFaultOfOursIsToldAndDoesNotJustEndTheThread() throws Exception {
    Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    IllegalStateException bug = new IllegalStateException("a bug");
    try (FakeManager manager = new FakeManager(folder.resolve("link.sock"));
        ManagerLink link =
            new ManagerLink(
                folder.resolve("link.sock"),
                (snapshot, written) -> {
                  throw bug;
                },
                release -> {},
                faults::add)) {
      link.start();
      manager.greet().send(Snapshots.of(1));
      eventually("it is told", () -> faults.contains(bug));
    }
  }
}
