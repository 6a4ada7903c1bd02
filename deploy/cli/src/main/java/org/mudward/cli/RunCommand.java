package org.mudward.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mudward run}: both processes, for a lab or a small gateway without a service manager. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Starts manager and enforcer as two processes, and ends both when it is told to end. With",
      "run.user in the configuration the manager runs as that user, without any privilege.",
      "If one of them ends by itself it is started again."
    })
final class RunCommand implements Callable<Integer> {
  /** A process that dies at once must not be started in a tight loop. */
  private static final long RESTART_MILLIS = 1000;

  private static final long END_SECONDS = 8;

  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException {
    Config read = config.read();
    prepare(read);
    List<Thread> keepers = new ArrayList<>();
    CountDownLatch end = new CountDownLatch(1);
    keepers.add(keep("manager", command("manager", read.user()), end));
    keepers.add(keep("enforcer", command("enforcer", Optional.empty()), end));
    Lifetime.await(end);
    for (Thread keeper : keepers) {
      try {
        keeper.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return ExitCode.FINE;
  }

  /** Gives the manager's user the folders that it writes to. */
  private static void prepare(Config read) {
    try {
      Path linkFolder = read.manager().link().toAbsolutePath().getParent();
      Files.createDirectories(read.manager().state());
      Files.createDirectories(read.enforcer().state());
      if (linkFolder != null) {
        Files.createDirectories(linkFolder);
      }
      if (read.user().isPresent()) {
        var owner =
            read.manager()
                .state()
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(read.user().get());
        Files.setOwner(read.manager().state(), owner);
        if (linkFolder != null) {
          Files.setOwner(linkFolder, owner);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "the state folders cannot be prepared: " + e + " (run as root?)");
    }
  }

  private List<String> command(String part, Optional<String> user) {
    List<String> command = new ArrayList<>();
    user.ifPresent(
        name ->
            command.addAll(
                List.of(
                    "setpriv",
                    "--reuid=" + name,
                    "--regid=" + groupOf(name),
                    "--clear-groups",
                    "--inh-caps=-all",
                    "--bounding-set=-all",
                    "--no-new-privs",
                    "--")));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx256m");
    System.getProperty("mudward.tuning", "").lines().forEach(command::add);
    command.add("-cp");
    command.add(new File(System.getProperty("java.class.path")).getAbsolutePath());
    command.addAll(
        List.of(Main.class.getName(), part, "--config", config.file().toAbsolutePath().toString()));
    return command;
  }

  /** The number of a user's own group; it often has another name than the user. */
  private static String groupOf(String user) {
    try {
      Process id = new ProcessBuilder("id", "-g", user).redirectErrorStream(true).start();
      String answer =
          new String(id.getInputStream().readNBytes(256), StandardCharsets.UTF_8).trim();
      if (!answer.matches("[0-9]+")) {
        throw new CommandFailure(ExitCode.BAD_INPUT, "run.user: " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAULT, "id cannot be started: " + e.getMessage());
    }
  }

  private static Thread keep(String name, List<String> command, CountDownLatch end) {
    Thread keeper =
        new Thread(
            () -> {
              try {
                while (end.getCount() > 0) {
                  runOnce(name, command, end);
                  end.await(RESTART_MILLIS, TimeUnit.MILLISECONDS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name + "-keeper");
    keeper.start();
    return keeper;
  }

  private static void runOnce(String name, List<String> command, CountDownLatch end)
      throws InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      System.err.println("mudward: the " + name + " cannot be started: " + e.getMessage());
      return;
    }
    System.err.println("mudward: " + name + " started, pid " + process.pid());
    boolean ended = false;
    while (end.getCount() > 0 && !ended) {
      ended = process.waitFor(200, TimeUnit.MILLISECONDS);
    }
    if (process.isAlive()) {
      process.destroy();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } else if (end.getCount() > 0) {
      System.err.println(
          "mudward: the " + name + " ended with " + process.exitValue() + " and is started again");
    }
  }
}
