package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.lab.LocalManager;
import org.mudward.lab.Pause;

/**
 * The manager, killed again and again in the middle of its work: what was answered as done is done,
 * the store can be read, and it is back at once.
 *
 * <p>{@code -Dmudward.kills=500} kills more often.
 */
class CrashTest {
  private static final int KILLS = Integer.getInteger("mudward.kills", 6);

  /** From a manager that has hardly begun to one in full work. */
  private static final int MAX_MILLIS_OF_WORK = 900;

  /** One in so many is killed only once a file has been approved, however slow the machine is. */
  private static final int KILLS_TO_AN_APPROVAL = 3;

  private static final long MAX_SECONDS_TO_AN_APPROVAL = 60;

  /**
   * How many times what a start with nothing in the store takes of a processor: machines differ,
   * and the same one does from hour to hour.
   */
  private static final int MOST_OF_AN_EMPTY_START = 2;

  private static final Pattern DEVICE =
      Pattern.compile("\\{\"mac\":\"([0-9a-f:]+)\"(.*?)\"first_seen\"");
  private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
  private static final Pattern REVISION = Pattern.compile("\"revision\":([0-9]+)");

  @TempDir private Path folder;
  private LocalManager manager;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private List<BusyDevices> devices = List.of();
  private List<BusyMaker> makers = List.of();
  private String lastEvent = "";
  private long revision;

  @AfterEach
  void end() {
    threads.shutdownNow();
    manager.close();
  }

  @Test
  void nothingThatWasAnsweredAsDoneIsLostHoweverOftenItIsKilled() throws Exception {
    manager = new LocalManager(folder);
    begin();
    List<LocalManager.Ready> ready = new ArrayList<>();
    Duration empty = manager.start().cpu();
    for (int kill = 1; kill <= KILLS; kill++) {
      workAndDie(kill % KILLS_TO_AN_APPROVAL == 0);
      ready.add(manager.start());
      compare("kill " + kill + ", seed " + seed + "\n");
    }
    List<Duration> wall = ready.stream().map(LocalManager.Ready::wall).sorted().toList();
    List<Duration> cpu = ready.stream().map(LocalManager.Ready::cpu).sorted().toList();
    int answers = devices.stream().mapToInt(BusyDevices::answers).sum();
    int approvals = approvals();
    System.out.printf(
        "%d kills, %d answers about devices and %d approvals kept, %d names asked for, revision %d;"
            + " ready again by the clock in %s; with this much of a processor: %s; with nothing"
            + " in the store: %d ms%n",
        KILLS,
        answers,
        approvals,
        manager.asked(),
        revision,
        spread(wall),
        spread(cpu),
        empty.toMillis());
    assertTrue(answers > KILLS, "too little was going on: " + answers);
    assertTrue(approvals >= KILLS / KILLS_TO_AN_APPROVAL, "too few approvals: " + approvals);
    assertTrue(manager.asked() > 0, "no name was asked for");
    assertTrue(
        cpu.get(0).compareTo(empty.multipliedBy(MOST_OF_AN_EMPTY_START)) < 0,
        "ready again with " + cpu + ", with nothing in the store " + empty);
  }

  private static String spread(List<Duration> sorted) {
    return "%d ms at least, %d ms (median), %d ms (90 %%), %d ms at most"
        .formatted(
            sorted.get(0).toMillis(),
            sorted.get(sorted.size() / 2).toMillis(),
            sorted.get(sorted.size() * 9 / 10).toMillis(),
            sorted.get(sorted.size() - 1).toMillis());
  }

  private void begin() throws IOException {
    makers = List.of(new BusyMaker(manager, "plug"), new BusyMaker(manager, "camera"));
    List<String> urls = new ArrayList<>(List.of(manager.url("plug"), manager.url("camera")));
    for (int model = 0; model < 5; model++) {
      String name = "model-" + model;
      String file = ModelFile.of(manager, name, 1, name + ".test", "time.test");
      manager.serve(name, file, true);
      urls.add(manager.url(name));
    }
    devices =
        List.of(
            new BusyDevices(manager, 1, urls, seed + 1),
            new BusyDevices(manager, 2, urls, seed + 2));
  }

  private int approvals() {
    return makers.stream().mapToInt(BusyMaker::answers).sum();
  }

  private void workAndDie(boolean afterAnApproval) throws Exception {
    int before = approvals();
    List<CompletableFuture<Void>> work = new ArrayList<>();
    devices.forEach(busy -> work.add(CompletableFuture.runAsync(busy, threads)));
    makers.forEach(busy -> work.add(CompletableFuture.runAsync(busy, threads)));
    if (afterAnApproval) {
      Pause.until(MAX_SECONDS_TO_AN_APPROVAL, () -> approvals() > before);
    }
    Pause.millis(random.nextInt(MAX_MILLIS_OF_WORK));
    remember();
    Pause.millis(random.nextInt(50));
    manager.kill();
    for (CompletableFuture<Void> each : work) {
      each.get();
    }
  }

  /** The newest line of the journal, and the revision, as somebody has read them. */
  private void remember() {
    String events = manager.get("events?since=" + seq(lastEvent)).body();
    int at = events.lastIndexOf("{\"seq\":");
    if (at >= 0) {
      lastEvent = events.substring(at, events.lastIndexOf('}') + 1);
    }
    revision = Math.max(revision, number(REVISION, manager.get("status").body()));
  }

  private static long seq(String event) {
    return number(SEQ, event);
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private void compare(String when) throws IOException {
    Map<String, String> known = new HashMap<>();
    Matcher each = DEVICE.matcher(manager.get("devices").body());
    while (each.find()) {
      known.put(each.group(1), each.group());
    }
    String files = manager.get("files").body();
    try {
      devices.forEach(busy -> busy.compare(known));
      makers.forEach(busy -> busy.compare(files));
      if (!lastEvent.isEmpty()) {
        String same = manager.get("events?limit=1&since=" + (seq(lastEvent) - 1)).body();
        assertEquals("[" + lastEvent + "]", same);
      }
      long now = number(REVISION, manager.get("status").body());
      assertTrue(now >= revision, "revision " + now + " after " + revision);
      assertTrue(manager.get("snapshot").isDone(), "no snapshot");
      assertTrue(!manager.log().contains("turn.failed"), "a turn failed");
    } catch (AssertionError e) {
      throw new AssertionError(when + e.getMessage() + "\n" + manager.log(), e);
    }
  }
}
