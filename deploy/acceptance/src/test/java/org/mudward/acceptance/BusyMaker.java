package org.mudward.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.mudward.lab.LocalManager;
import org.mudward.lab.LocalManager.Answer;
import org.mudward.lab.Pause;

/**
 * A maker who writes new versions of an unsigned file, and an operator who approves each by the
 * hash of its octets, until nobody answers any more. It remembers what was answered as done.
 */
final class BusyMaker implements Runnable {
  private final LocalManager manager;
  private final String name;
  private int version;
  private String approved = "";
  private String pending = "";
  private final AtomicInteger answers = new AtomicInteger();

  BusyMaker(LocalManager manager, String name) throws IOException {
    this.manager = manager;
    this.name = name;
    publish();
  }

  private String publish() throws IOException {
    version++;
    String cloud = name + "-" + version + ".test";
    String file = ModelFile.unsigned(ModelFile.of(manager, name, version, cloud));
    manager.serve(name, file, false);
    return sha256(file);
  }

  static String sha256(String file) {
    try {
      byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void run() {
    try {
      boolean answered = true;
      while (answered) {
        answered = newVersion(publish());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it fetched, and approves it as soon as it is there; whether somebody answered. */
  private boolean newVersion(String sha256) {
    String url = "{\"url\": \"" + manager.url(name) + "\"}";
    Answer asked = manager.post("files/refetch", url);
    if (asked.code() == 404) {
      // No device of this model yet.
      Pause.millis(20);
      return true;
    }
    pending = sha256;
    Answer answer = asked;
    for (int tries = 0; answer.code() != 0 && tries < 200; tries++) {
      answer = manager.post("files/approve", "{\"sha256\": \"" + sha256 + "\"}");
      if (answer.isDone()) {
        approved = sha256;
        pending = "";
        answers.incrementAndGet();
        return true;
      }
      Pause.millis(10);
    }
    return answer.code() != 0;
  }

  int answers() {
    return answers.get();
  }

  /**
   * Compares with what a manager says of its files that came back.
   *
   * @param files the JSON of all files
   */
  void compare(String files) {
    int at = files.indexOf("\"mud_url\":\"" + manager.url(name) + "\"");
    int next = at < 0 ? -1 : files.indexOf("\"mud_url\"", at + 1);
    String file = at < 0 ? "" : files.substring(at, next < 0 ? files.length() : next);
    String inUse = file.replaceFirst("(?s).*\"in_use\":\\{\"sha256\":\"([0-9a-f]{64})\".*", "$1");
    boolean fine = approved.isEmpty() || inUse.equals(approved) || inUse.equals(pending);
    if (!fine) {
      throw new AssertionError(name + " should be " + approved + " and is " + file);
    }
    if (inUse.equals(pending)) {
      approved = inUse;
    }
    pending = "";
  }
}
