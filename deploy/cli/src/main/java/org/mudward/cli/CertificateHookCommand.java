package org.mudward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward hook certificate}: what a RADIUS server calls when a device got in by one. */
@Command(
    name = "certificate",
    mixinStandardHelpOptions = true,
    description = {
      "Tells the manager that a device has just authenticated itself by this",
      "certificate (EAP-TLS). The MUD URL in it (RFC 8520 section 11) then counts as",
      "proved, and the MUD file has to be signed by whom the certificate names, if it",
      "names anybody.",
      "",
      "What a RADIUS server verifies is not verified again: that the device holds the",
      "key, that the certificate leads to an authority whom this network trusts, that",
      "it is not revoked. Call it after the authentication, never before: a",
      "certificate by itself is no secret, and anybody can show anybody's.",
      "",
      "docs/hooks.md has the configuration of FreeRADIUS. The URL that counts is printed;",
      "exit code 1 if something is wrong with what the certificate says."
    })
final class CertificateHookCommand implements Callable<Integer> {
  /** Above what the manager reads, so that it can say what is wrong. */
  private static final int MAX_SIZE = 32 * 1024;

  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(
      index = "0",
      paramLabel = "MAC",
      description = "the device, as RADIUS writes it in Calling-Station-Id, or with colons")
  private String device = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "its certificate, in PEM or DER; - for standard input")
  private Path file = InputFile.STANDARD_INPUT;

  @Mixin private SessionHookCommand.Named session = new SessionHookCommand.Named();

  @Option(
      names = "--serial",
      paramLabel = "HEX",
      description = {
        "the serial number of the certificate that was authenticated, such as",
        "TLS-Client-Cert-Serial: FILE has to be that one"
      })
  private @Nullable String serial;

  @Option(
      names = "--authority",
      paramLabel = "HEX",
      description = {
        "the key identifier of who issued it, such as",
        "TLS-Client-Cert-X509v3-Authority-Key-Identifier: the same"
      })
  private @Nullable String authority;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    byte[] octets = InputFile.octets(file, MAX_SIZE);
    if (serial != null || authority != null) {
      new CertificateIdentity(serial, authority).demand(octets);
    }
    Map<String, Object> body = new HashMap<>();
    body.put("mac", mac(device).toString());
    body.put("certificate", Base64.getEncoder().encodeToString(octets));
    session.put(body);
    JsonNode answer = new ApiClient(config.read()).post("hooks/certificate", body);
    spec.commandLine()
        .getOut()
        .println(device + ": " + Table.safe(answer.path("mud_url").asText("no MUD URL")));
    JsonNode problems = answer.path("problems");
    problems.forEach(
        problem -> spec.commandLine().getErr().println("mudward: " + Table.safe(problem.asText())));
    return problems.isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  /** The address that somebody names a device by. */
  static MacAddress mac(String text) {
    try {
      return MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()));
    }
  }
}
