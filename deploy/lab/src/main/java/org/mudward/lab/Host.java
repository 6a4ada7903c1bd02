package org.mudward.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A host of the lab: a namespace, and a {@link Station} in it from the first command on. */
public final class Host implements AutoCloseable {
  /** The longest command is a stream of 30 seconds; a busy machine may take twice that. */
  private static final long ANSWER_SECONDS = 60;

  private static final String GONE = "gone";

  private final String name;
  private final Namespace namespace;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private @Nullable Process station;

  Host(String name, Namespace namespace) {
    this.name = name;
    this.namespace = namespace;
  }

  public String name() {
    return name;
  }

  Namespace namespace() {
    return namespace;
  }

  /**
   * Tells the station something, and waits for its answer.
   *
   * @throws IOException if the command means nothing here: nobody listens where it tries, there is
   *     no route, or the station is gone. None of these says whether a packet may pass.
   */
  public synchronized String ask(String command) throws IOException {
    Process running = station == null ? start() : station;
    BufferedWriter commands =
        new BufferedWriter(
            new OutputStreamWriter(running.getOutputStream(), StandardCharsets.UTF_8));
    commands.write(command);
    commands.newLine();
    commands.flush();
    String answer = answer();
    if (answer.startsWith(Station.BROKEN)) {
      throw new IOException(name + ": " + command + ": " + answer);
    }
    return answer;
  }

  /** Whether a connection or exchange got through. */
  public boolean passes(String command) throws IOException {
    return ask(command).startsWith(Station.PASS);
  }

  /** Announces something by SSDP, as a UPnP device does when it starts. */
  public void announceBySsdp(String server, String type) throws IOException {
    String message =
        "NOTIFY * HTTP/1.1\\r\\nHOST: 239.255.255.250:1900\\r\\nSERVER: %s\\r\\nNT: %s\\r\\n\\r\\n"
            .formatted(server, type);
    // bash would send each line as a datagram of its own
    String send = "printf \"$0\" | dd bs=1500 iflag=fullblock > /dev/udp/239.255.255.250/1900";
    namespace.run("bash", "-c", send, message);
  }

  /** Gives the host an IPv4 address by hand, as a device does that does not care for leases. */
  public void takeAddress(String address) throws IOException {
    namespace.run("ip", "-4", "addr", "replace", address + "/24", "dev", "eth0");
    namespace.run("ip", "-4", "route", "replace", "default", "via", Network.GATEWAY);
  }

  /** Gives the host another MAC address, as a thief does. */
  public void takeMac(String mac) throws IOException {
    unplug();
    namespace.run("ip", "link", "set", "eth0", "address", mac);
    namespace.run("ip", "link", "set", "eth0", "up");
  }

  /** Pulls the host's cable out. */
  public void unplug() throws IOException {
    namespace.run("ip", "link", "set", "eth0", "down");
  }

  private Process start() throws IOException {
    List<String> command =
        List.of(
            Programs.java(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Programs.classPath(),
            Station.class.getName());
    Process started =
        new ProcessBuilder(namespace.inside(command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    station = started;
    Thread reader = new Thread(() -> read(started), "answers-of-" + name);
    reader.setDaemon(true);
    reader.start();
    if (!Station.READY.equals(answer())) {
      throw new IOException("the station of " + name + " did not start");
    }
    return started;
  }

  private void read(Process from) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(line);
      }
    } catch (IOException e) {
      System.err.println("the station of " + name + ": " + e.getMessage());
    }
    answers.add(GONE);
  }

  private String answer() throws IOException {
    try {
      String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
      if (answer == null || answer.equals(GONE)) {
        throw new IOException("the station of " + name + " does not answer");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    Process running = station;
    if (running != null) {
      Exec.end(running);
    }
  }
}
