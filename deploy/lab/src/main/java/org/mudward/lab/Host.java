package org.mudward.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A host of the lab: a namespace with a {@link Station} in it. */
public final class Host implements AutoCloseable {
  private final String name;
  private final Namespace namespace;
  private final Process station;
  private final BufferedReader answers;
  private final BufferedWriter commands;

  Host(String name, Namespace namespace) throws IOException {
    this.name = name;
    this.namespace = namespace;
    List<String> command =
        List.of(
            Programs.java(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Programs.classPath(),
            Station.class.getName());
    station =
        new ProcessBuilder(namespace.inside(command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers =
        new BufferedReader(new InputStreamReader(station.getInputStream(), StandardCharsets.UTF_8));
    commands =
        new BufferedWriter(
            new OutputStreamWriter(station.getOutputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(answers.readLine())) {
      throw new IOException("the station of " + name + " did not start");
    }
  }

  public String name() {
    return name;
  }

  Namespace namespace() {
    return namespace;
  }

  /** Tells the station something, and waits for its answer. */
  public synchronized String ask(String command) throws IOException {
    commands.write(command);
    commands.newLine();
    commands.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the station of " + name + " is gone");
    }
    return answer;
  }

  /** Whether a connection or exchange got through. */
  public boolean passes(String command) throws IOException {
    return ask(command).startsWith("pass");
  }

  @Override
  public void close() throws IOException {
    Exec.end(station);
    namespace.close();
  }
}
