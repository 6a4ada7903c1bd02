package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mudward.cli.config.Config;
import org.mudward.cli.config.ConfigReader;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.fetch.MudFetcher;
import org.mudward.mud.manager.SettingsSource.Proposal;
import org.mudward.policy.IpAddress;

/** What a running manager takes up of how files are fetched. */
class RunningConfigTest {
  private static final MudUrl URL = new MudUrl("https://mud.example:1/lamp");

  @TempDir private Path folder;
  private RunningConfig running;
  private MudFetcher fetcher;

  @BeforeEach
  void start() throws Exception {
    certificate("one.pem", "CN=One");
    Config read = ConfigReader.read(write("trust-anchors: [one.pem], allow: []"));
    FetchOptions options = FetchOptions.of(read);
    fetcher =
        new MudFetcher(
            options.settings(), host -> List.of(IpAddress.parse("127.0.0.1")), Clock.systemUTC());
    running =
        new RunningConfig(
            folder.resolve("mudward.yaml"), new InForce(read, options), server -> {}, fetcher);
  }

  @AfterEach
  void end() {
    fetcher.close();
  }

  private Path write(String fetch) throws IOException {
    return Files.writeString(
        folder.resolve("mudward.yaml"),
        """
        site: {dns: [192.168.1.1]}
        manager: {new-devices: observe, fetch: {%s}}
        """
            .formatted(fetch));
  }

  private void certificate(String name, String subject) throws Exception {
    Process openssl =
        new ProcessBuilder(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
                        + " -keyout key.pem -subj /"
                        + subject
                        + " -out "
                        + name)
                    .split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, openssl.waitFor(), output);
  }

  private String failure() throws InterruptedException {
    return assertInstanceOf(FetchResult.Failed.class, fetcher.fetch(URL, null)).failure().message();
  }

  @Test
  void whereMayBeDialledIsTakenUpOnceTheProposalIsAccepted() throws Exception {
    assertTrue(failure().contains("127.0.0.1 is "), this::nothing);
    write("trust-anchors: [one.pem], allow: [127.0.0.1]");
    Proposal proposal = running.read();
    assertEquals(List.of(), proposal.needRestart());
    assertEquals(1, proposal.changes().size(), proposal.changes()::toString);
    assertTrue(proposal.changes().get(0).startsWith("manager.fetch.allow: [] -> [127.0.0.1"));
    assertTrue(failure().contains("is not dialled"), "nothing is accepted yet");
    proposal.accepted().run();
    assertTrue(!failure().contains("is not dialled"), "it is tried now");
    assertEquals(List.of(), running.read().changes());
  }

  private String nothing() {
    return "a loopback address is dialled";
  }

  @Test
  void anotherCertificateInTheSameFileIsShownAndTakenUp() throws Exception {
    assertEquals(List.of(), running.read().changes());
    certificate("one.pem", "CN=Two");
    Proposal proposal = running.read();
    assertEquals(
        List.of(
            "manager.fetch.trust-anchors, new: CN=Two",
            "manager.fetch.trust-anchors, gone: CN=One"),
        proposal.changes());
    proposal.accepted().run();
    assertEquals(List.of(), running.read().changes());
  }

  @Test
  void whatCannotBeUsedIsRefusedAndLeavesAllAsItWas() throws Exception {
    Files.writeString(folder.resolve("none.pem"), "no certificate");
    write("trust-anchors: [none.pem]");
    assertThrows(IOException.class, running::read);
    write("trust-anchors: [gone.pem]");
    assertThrows(IOException.class, running::read);
    write("trust-anchors: [one.pem], allow: [anywhere]");
    assertThrows(IOException.class, running::read);
    assertTrue(failure().contains("is not dialled"));
  }
}
