package org.mudward.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a RADIUS server calls when a session begins or ends by which a device was let in. */
abstract class SessionHookCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(
      paramLabel = "MAC",
      description = "the device, as RADIUS writes it in Calling-Station-Id, or with colons")
  private String device = "";

  @Mixin private Named session = new Named();

  @Spec private CommandSpec spec;

  /** How the switch names the session. */
  static final class Named {
    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "the switch and the port, such as NAS-Identifier/NAS-Port-Id")
    private @Nullable String port;

    @Option(
        names = "--session",
        paramLabel = "ID",
        description = "the number of the session there, such as Acct-Session-Id")
    private @Nullable String id;

    /** Puts it into a request; an attribute that the switch did not send is empty, and not said. */
    void put(Map<String, Object> body) {
      if (port != null && !port.isBlank()) {
        body.put("port", port);
      }
      if (id != null && !id.isBlank()) {
        body.put("session", id);
      }
    }
  }

  @Override
  public Integer call() throws ConfigException {
    Map<String, Object> body = new HashMap<>();
    body.put("mac", CertificateHookCommand.mac(device).toString());
    session.put(body);
    new ApiClient(config.read()).post("hooks/" + spec.name(), body);
    return ExitCode.FINE;
  }

  /** {@code mudward hook session-start}. */
  @Command(
      name = "session-start",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the manager that a switch let a device in (RADIUS Accounting-Start), so that the late",
        "end of an older session elsewhere is told from the end of this one. It changes nothing else."
      })
  static final class Start extends SessionHookCommand {}

  /** {@code mudward hook session-end}. */
  @Command(
      name = "session-end",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the manager that a session of a device is over (RADIUS Accounting-Stop, EAPOL logoff).",
        "Its MUD URL no longer counts, whether it proved it by a certificate or merely showed it, and",
        "the device is held and is in no class until it shows or proves it again. A URL that the",
        "operator gave it is not touched. The end of a session that surely is another one than that",
        "by which the device was let in last (--port, --session) changes nothing."
      })
  static final class End extends SessionHookCommand {}
}
