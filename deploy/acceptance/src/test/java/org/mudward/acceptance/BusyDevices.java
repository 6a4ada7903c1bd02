package org.mudward.acceptance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mudward.lab.LocalManager;
import org.mudward.lab.LocalManager.Answer;

/**
 * Devices that come, get addresses and give them back, and an operator who puts some aside: one
 * thing after the other, until nobody answers any more. It remembers what was answered as done.
 */
final class BusyDevices implements Runnable {
  private static final int MAX_DEVICES = 200;
  private static final int MAX_ADDRESSES = 8;

  private final LocalManager manager;
  private final int number;
  private final List<String> urls;
  private final Random random;
  private final Map<String, State> done = new HashMap<>();
  private String pendingMac = "";
  private State pending = State.NONE;
  private int answers;

  /** What a device should be like. */
  private record State(SortedSet<String> addresses, boolean aside) {
    static final State NONE = new State(new TreeSet<>(), false);

    State with(String address) {
      SortedSet<String> more = new TreeSet<>(addresses);
      more.add(address);
      return new State(more, aside);
    }

    State without(String address) {
      SortedSet<String> fewer = new TreeSet<>(addresses);
      fewer.remove(address);
      return new State(fewer, aside);
    }
  }

  /**
   * @param number tells these devices from those of others
   * @param urls what they show
   */
  BusyDevices(LocalManager manager, int number, List<String> urls, long seed) {
    this.manager = manager;
    this.number = number;
    this.urls = urls;
    random = new Random(seed);
  }

  @Override
  public void run() {
    boolean answered = true;
    while (answered) {
      answered = act();
    }
  }

  /** Does one thing; whether somebody answered. */
  private boolean act() {
    int which = random.nextInt(Math.min(done.size() + 1, MAX_DEVICES));
    String mac = "02:00:00:00:%02x:%02x".formatted(number, which);
    State before = done.getOrDefault(mac, State.NONE);
    String address = "192.168.%d.%d".formatted(10 * number + random.nextInt(MAX_ADDRESSES), which);
    int choice = random.nextInt(10);
    if (before.addresses().isEmpty() || choice < 5) {
      return send(mac, before.with(address), "hooks/dnsmasq", hook("add", mac, address));
    }
    if (choice < 7) {
      String held = before.addresses().first();
      return send(mac, before.without(held), "hooks/dnsmasq", hook("del", mac, held));
    }
    String word = before.aside() ? "release" : "quarantine";
    State after = new State(before.addresses(), !before.aside());
    return send(mac, after, "devices/" + mac + "/" + word, "{}");
  }

  private String hook(String word, String mac, String address) {
    String url = urls.get(Math.floorMod(mac.hashCode(), urls.size()));
    return """
        {"args": ["%s", "%s", "%s"],
         "env": {"DNSMASQ_MUD_URL": "%s", "DNSMASQ_TIME_REMAINING": "86400"}}"""
        .formatted(word, mac, address, url);
  }

  private boolean send(String mac, State after, String path, String body) {
    pendingMac = mac;
    pending = after;
    Answer answer = manager.post(path, body);
    if (answer.code() == 0) {
      return false;
    }
    if (!answer.isDone()) {
      throw new AssertionError(path + ": " + answer);
    }
    done.put(mac, after);
    pendingMac = "";
    answers++;
    return true;
  }

  /** How many things were answered as done. */
  int answers() {
    return answers;
  }

  /**
   * Compares with what a manager knows that came back, and goes on from there. What was asked for
   * last, and not answered, may be or not be.
   */
  void compare(Map<String, String> known) {
    done.forEach(
        (mac, wanted) -> {
          State is = state(Objects.requireNonNullElse(known.get(mac), "nothing"));
          boolean fine = is.equals(wanted) || (mac.equals(pendingMac) && is.equals(pending));
          if (!fine) {
            throw new AssertionError(mac + " should be " + wanted + " and is " + known.get(mac));
          }
        });
    if (!pendingMac.isEmpty() && known.containsKey(pendingMac)) {
      done.put(pendingMac, state(Objects.requireNonNull(known.get(pendingMac))));
    }
    pendingMac = "";
  }

  private static State state(String json) {
    String list = json.replaceFirst("(?s).*\"addresses\":\\[([^]]*)].*", "$1");
    SortedSet<String> addresses =
        List.of(list.split(",")).stream()
            .map(text -> text.replace("\"", "").strip())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    return new State(addresses, json.contains("\"standing\":\"quarantined\""));
  }
}
