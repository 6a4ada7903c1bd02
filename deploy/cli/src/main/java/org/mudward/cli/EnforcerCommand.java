package org.mudward.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigException;
import org.mudward.enforcer.Enforcer;
import org.mudward.enforcer.EnforcerSettings;
import org.mudward.enforcer.openflow.SwitchSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mudward enforcer}: the process that has the privileges and reaches no internet. */
@Command(
    name = "enforcer",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the enforcer: takes snapshots from the manager and puts them in force on an Open vSwitch",
      "bridge. What was last in force is in force again before the manager is there; without the",
      "manager it goes on enforcing."
    })
final class EnforcerCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException {
    Config.EnforcerPart part = config.read().enforcer();
    CountDownLatch end = new CountDownLatch(1);
    try (Enforcer enforcer = new Enforcer(settings(part))) {
      enforcer.start();
      enforcer.ended().whenComplete((nothing, fault) -> end.countDown());
      Lifetime.await(end);
      if (enforcer.ended().isCompletedExceptionally()) {
        return ExitCode.FAULT; // logged; the service manager starts it again
      }
      return ExitCode.FINE;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }

  private static EnforcerSettings settings(Config.EnforcerPart part) {
    try {
      return new EnforcerSettings(
          part.state(),
          part.link(),
          new SwitchSettings(
              part.openflow(),
              part.bridges(),
              part.ovsdb(),
              part.foreign(),
              part.restoreWait(),
              part.tracking()));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }
}
