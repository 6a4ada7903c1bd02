package org.mudward.enforcer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.openflow.HeldFrame;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.link.LinkMessage;

/**
 * A back end that does what the test says. Its numbers are the revision of the snapshot, so that a
 * test sees which were built on.
 */
final class FakeBackend implements Backend {
  static final Limitation LIMITATION = new Limitation(Origin.NO_MATCH, "stricter");

  final Queue<String> calls = new ConcurrentLinkedQueue<>();
  final Semaphore gate = new Semaphore(1000);
  final Queue<Long> inForce = new ConcurrentLinkedQueue<>();
  volatile @Nullable Path folder;
  volatile byte[] stagedSnapshot = new byte[0];
  volatile byte[] stagedNumbers = new byte[0];
  volatile boolean refuse;
  volatile boolean available = true;
  volatile boolean goesAfterwards;
  volatile boolean broken;
  volatile List<LinkMessage.Count> counts = List.of();
  volatile List<Limitation> limitations = List.of(LIMITATION);
  volatile List<LinkMessage.SwitchPorts> ports = List.of();
  volatile Listener listener =
      new Listener() {
        @Override
        public void ready() {}

        @Override
        public void frameSeen(String port, byte[] frame) {}

        @Override
        public void frameDropped(LinkMessage.FrameDropped frame) {}

        @Override
        public void frameHeld(HeldFrame frame) {}
      };

  @Override
  public void start(Listener newListener) {
    listener = newListener;
  }

  @Override
  public void restore(PolicySnapshot snapshot, ClassIds ids) {
    calls.add("restore " + snapshot.revision() + " with " + number(ids));
  }

  @Override
  public Outcome apply(PolicySnapshot snapshot, ClassIds previous, Gate before) {
    calls.add("apply " + snapshot.revision() + " after " + number(previous));
    gate.acquireUninterruptibly();
    if (broken) {
      throw new IllegalStateException("a bug");
    }
    if (!available) {
      return new Outcome.Unavailable("no switch");
    }
    if (refuse) {
      return new Outcome.Refused("no room", true);
    }
    available = !goesAfterwards;
    int next = (int) snapshot.revision();
    ClassIds ids = new ClassIds(new TreeMap<>(Map.of("n", next)), new TreeMap<>());
    try {
      before.pass(ids);
      if (folder != null) {
        stagedSnapshot = Files.readAllBytes(folder.resolve("snapshot.json.new"));
        stagedNumbers = Files.readAllBytes(folder.resolve("class-ids.json.new"));
      }
    } catch (IOException e) {
      return new Outcome.Refused(Backend.notSaved(e), true);
    }
    inForce.add(snapshot.revision());
    return new Outcome.Applied(ids, List.of(LIMITATION));
  }

  static int number(ClassIds ids) {
    return ids.next().getOrDefault("n", 0);
  }

  @Override
  public List<LinkMessage.Count> check() {
    return counts;
  }

  @Override
  public List<Limitation> limitations() {
    return limitations;
  }

  @Override
  public List<LinkMessage.SwitchPorts> ports() {
    return ports;
  }

  @Override
  public void close() {}
}
