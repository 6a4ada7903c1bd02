package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mudward.lab.Follower;
import org.mudward.lab.LampLab;
import org.mudward.lab.LocalManager;
import org.mudward.policy.Device;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;

/**
 * A thousand devices, or {@code -Dmudward.devices}, of fifty models appear at once, as after a
 * power cut; all their files are on one server, which takes 200 ms for each answer. From the hook
 * that says that a device is there to the moment when its rules are handed over to an enforcer.
 * Needs no root.
 */
public final class Crowd {
  private static final int DEVICES = Integer.getInteger("mudward.devices", 1000);
  private static final int MODELS = 50;

  /** A DHCP server calls the hook for one after the other; this many call it at once. */
  private static final int HOOKS = 16;

  private final LocalManager manager;
  private final Map<MacAddress, Long> appeared = new ConcurrentHashMap<>();
  private final Map<MacAddress, Long> handedOver = new ConcurrentHashMap<>();

  private Crowd(LocalManager manager) {
    this.manager = manager;
  }

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("mudward-crowd");
    try (LocalManager manager = new LocalManager(folder)) {
      for (int model = 0; model < MODELS; model++) {
        manager.serveLate(name(model), lamp(manager.url(name(model)), name(model)));
      }
      manager.start();
      new Crowd(manager).run();
    }
    System.exit(0);
  }

  private static String name(int model) {
    return "model-%02d".formatted(model);
  }

  /** The lamp's file of the lab, as the file of another model of this server. */
  private static String lamp(String url, String name) throws IOException {
    try (InputStream lamp = LampLab.class.getResourceAsStream("lamp.json")) {
      if (lamp == null) {
        throw new IOException("the lab has no lamp.json");
      }
      return new String(lamp.readAllBytes(), StandardCharsets.UTF_8)
          .replace("https://mud.lamp.example/lamp.json", url)
          .replace("lamp.json.p7s", name + ".p7s");
    }
  }

  private void run() throws Exception {
    ExecutorService hooks = Executors.newFixedThreadPool(HOOKS);
    try (Follower follower = new Follower(manager.link())) {
      follower.next();
      CompletableFuture<Void> following =
          CompletableFuture.runAsync(() -> follow(follower), Executors.newCachedThreadPool());
      long begin = System.nanoTime();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int device = 0; device < DEVICES; device++) {
        int number = device;
        all.add(CompletableFuture.runAsync(() -> appear(number), hooks));
      }
      all.forEach(CompletableFuture::join);
      System.out.printf("the hook was called for all within %d ms%n", millis(begin));
      following.join();
      System.out.printf("all enforced after %d ms%n", millis(begin));
    } finally {
      hooks.shutdownNow();
    }
    print();
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  private void appear(int device) {
    String mac = "02:00:00:01:%02x:%02x".formatted(device >> 8, device & 255);
    appeared.put(MacAddress.parse(mac), System.nanoTime());
    String hook =
        """
        {"args": ["add", "%s", "192.168.%d.%d"],
         "env": {"DNSMASQ_MUD_URL": "%s", "DNSMASQ_TIME_REMAINING": "86400"}}"""
            .formatted(
                mac, 10 + device / 250, 2 + device % 250, manager.url(name(device % MODELS)));
    LocalManager.Answer answer = manager.post("hooks/dnsmasq", hook);
    if (!answer.isDone()) {
      throw new IllegalStateException("the hook is not answered: " + answer);
    }
  }

  /** Until each device has the policy of its model. */
  private void follow(Follower follower) {
    try {
      while (handedOver.size() < DEVICES) {
        PolicySnapshot snapshot = follower.next();
        long now = System.nanoTime();
        for (Device device : snapshot.devices().values()) {
          String policy = device.policy();
          if (policy != null && policy.startsWith("weak:")) {
            handedOver.putIfAbsent(device.mac(), now);
          }
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("the link ended", e);
    }
  }

  private void print() throws IOException {
    double[] times =
        handedOver.entrySet().stream()
            .mapToDouble(
                one -> (one.getValue() - Objects.requireNonNull(appeared.get(one.getKey()))) / 1e6)
            .toArray();
    System.out.println("  appearing to rules handed over  " + new Distribution(times));
    long[] requests = new long[MODELS];
    for (int model = 0; model < MODELS; model++) {
      requests[model] = manager.requests(name(model));
    }
    System.out.printf(
        "  each of %d files was asked for %d to %d times%n",
        MODELS, Arrays.stream(requests).min().orElse(0), Arrays.stream(requests).max().orElse(0));
    System.out.println("  the manager's memory: " + Memory.of(manager.pid()));
  }
}
