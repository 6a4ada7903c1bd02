package org.mudward.mud.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mudward.mud.manager.World.LAMP;
import static org.mudward.mud.manager.World.LAMP2;
import static org.mudward.mud.manager.World.URL;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Standing;

/** Many devices at once: those of a whole building after a power cut, and those that nobody has. */
class CrowdTest {
  /**
   * What one port of a switch may invent; {@code -Dmudward.invented=100000} for the whole of it.
   */
  private static final int INVENTED = Integer.getInteger("mudward.invented", 11_000);

  private static final int AT_ONCE = 500;

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeTheWorld() {
    world = new World(folder);
  }

  @AfterEach
  void endTheWorld() {
    world.close();
    assertEquals(0, world.faults.get());
  }

  private static MacAddress mac(int kind, int number) {
    return new MacAddress(0x02_00_00_00_00_00L + ((long) kind << 24) + number);
  }

  private static MudUrl model(int number) {
    return new MudUrl("https://lamp.example/model-" + number + ".json");
  }

  @Test
  void twoHundredDevicesOfTenModelsThatAppearAtOnceCauseTenQuestions() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      world.maker.serve(model(i), LampFile.of(model(i)), world.signer, null);
      world.maker.stall(model(i), slow);
    }
    world.start();
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(emitted(List.of(sighting(mac(1, i), model(i % 10)))));
    }
    all.forEach(CompletableFuture::join);
    slow.countDown();
    World.until(
        () -> world.manager().status().join().devices().getOrDefault(Standing.ENFORCED, 0) == 200,
        () -> "not all are enforced: " + world.manager().status().join());
    for (int i = 0; i < 10; i++) {
      assertEquals(1, world.maker.asked(model(i)), model(i).text());
    }
    assertEquals(10, world.maker.asked().size());
  }

  private static Sighting sighting(MacAddress mac, MudUrl url) {
    return new Sighting.Emitted(mac, url, Source.DHCPV4, null);
  }

  private CompletableFuture<Boolean> emitted(List<Sighting> sightings) {
    return world.manager().learn(sightings);
  }

  /**
   * One port that shows another address and another URL each time, on servers that are not there.
   * What is known stays known, and who is new with a file of a maker who is known gets in.
   */
  @Test
  void inventedDevicesWithInventedUrlsHarmNobodyElse() throws Exception {
    world.maker.serve(URL, LampFile.of(URL), world.signer, null);
    world.maker.serve(model(1), LampFile.of(model(1)), world.signer, null);
    world.start();
    world.emits(LAMP, URL);
    world.awaitEnforced(LAMP);
    Flood flood = new Flood();
    flood.run();
    assertEquals(World.weak(URL), world.policy(LAMP));
    world.emits(LAMP2, model(1));
    world.awaitEnforced(LAMP2);
    world.leases(mac(2, 1), "192.168.1.77", Duration.ofHours(1));
    assertTrue(world.manager().device(mac(2, 1)).join().isPresent(), "a new one is written down");
    int devices = world.manager().devices().join().size();
    int files = world.manager().files().join().size();
    assertTrue(devices <= Inventory.MAX_DEVICES && devices > Inventory.MAX_DEVICES - 200);
    assertEquals(Inventory.MAX_FILES, files);
    System.out.println(flood);
    assertTrue(flood.grownMegabytes() < 64, flood::toString);
  }

  /** Invented devices, and how long another one's answer takes meanwhile. */
  private final class Flood {
    private final List<Long> waits = new ArrayList<>();
    private final long before = used();
    private long full;
    private long after;
    private long millis;

    void run() {
      long begin = System.nanoTime();
      for (int i = 0; i < INVENTED; i += AT_ONCE) {
        List<Sighting> some = new ArrayList<>();
        for (int j = i; j < i + AT_ONCE; j++) {
          some.add(sighting(mac(3, j), new MudUrl("https://m" + j + ".invalid/" + j)));
        }
        CompletableFuture<Boolean> done = emitted(some);
        long asked = System.nanoTime();
        world.manager().device(LAMP).join();
        waits.add(System.nanoTime() - asked);
        done.join();
        if (i < Inventory.MAX_DEVICES && i + AT_ONCE >= Inventory.MAX_DEVICES) {
          full = used();
        }
      }
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      after = used();
      waits.sort(null);
    }

    private static long used() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Beyond what as many devices as are kept need. */
    long grownMegabytes() {
      return (after - full) >> 20;
    }

    private long wait(int percent) {
      return TimeUnit.NANOSECONDS.toMillis(waits.get((waits.size() - 1) * percent / 100));
    }

    @Override
    public String toString() {
      return ("%d invented devices in %d ms; heap %d MiB before, %d with the inventory full, %d after;"
              + " meanwhile another's answer took %d ms (median), %d (90 %%), %d (99 %%), %d at most")
          .formatted(
              INVENTED,
              millis,
              before >> 20,
              full >> 20,
              after >> 20,
              wait(50),
              wait(90),
              wait(99),
              wait(100));
    }
  }
}
