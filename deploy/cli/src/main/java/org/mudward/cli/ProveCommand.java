package org.mudward.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Device;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.Protocol;
import org.mudward.policy.analysis.Pairs;
import org.mudward.policy.analysis.Reach;
import org.mudward.policy.analysis.SnapshotComparison;
import org.mudward.policy.link.LinkFormatException;
import org.mudward.policy.link.SnapshotJson;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudward prove}: questions about a snapshot, answered over all packets. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Answers one question about a snapshot over all packets, not samples; where the answer is no,",
      "it prints a packet that shows it.",
      "",
      "  --against     does a back end's form let the same packets pass, but for named limitations?",
      "  --same-as     do two snapshots let the same packets pass?",
      "  --within      does the other snapshot let all pass that this one does?",
      "  --reach       can any of these devices turn to that service?",
      "  --pairs       who may send what to whom, for all pairs?",
      "",
      "A snapshot comes from \"mudward compile FILE --site SITE.yaml --target snapshot\"."
    },
    footer = {
      "",
      "--reach and --pairs take devices to use the addresses that the snapshot knows of them, or any",
      "of a family in which it knows none, and hosts that are no device to be behind the gateway.",
      "",
      "Exit code 1 if there is a counterexample, a difference, or a device that can; else 0.",
      "",
      "Examples:",
      "  mudward prove --snapshot site.json --against openflow",
      "  mudward prove --snapshot site.json --against nftables",
      "  mudward prove --snapshot today.json --within yesterday.json",
      "  mudward prove --snapshot site.json --reach any --to 192.168.1.5 --port tcp/22",
      "  mudward prove --snapshot site.json --pairs"
    })
final class ProveCommand implements Callable<Integer> {

  /** The back end whose form is compared. */
  enum Against {
    OPENFLOW,
    NFTABLES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is asked; exactly one. */
  static final class Question {
    @Option(
        names = "--against",
        paramLabel = "BACKEND",
        description = "the back end: ${COMPLETION-CANDIDATES}")
    private @Nullable Against against;

    @Option(names = "--same-as", paramLabel = "FILE", description = "another snapshot")
    private @Nullable Path sameAs;

    @Option(names = "--within", paramLabel = "FILE", description = "another snapshot")
    private @Nullable Path within;

    @ArgGroup(exclusive = false)
    private @Nullable ReachQuestion reach;

    @Option(names = "--pairs", description = "all pairs of devices and peers")
    private boolean pairs;
  }

  /** From whom, to whom, by what. */
  static final class ReachQuestion {
    @Option(
        names = "--reach",
        paramLabel = "FROM",
        required = true,
        description = "any (device with a policy), a MAC address, or the id of a policy")
    private String from = "";

    @Option(names = "--to", paramLabel = "IP", required = true, description = "its address")
    private String to = "";

    @Option(
        names = "--port",
        paramLabel = "tcp/22",
        required = true,
        description = "tcp/PORT, udp/PORT, or a protocol: tcp, udp, icmp, icmpv6, a number")
    private String port = "";
  }

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      required = true,
      description = "the snapshot (JSON)")
  private Path file = Path.of("");

  @ArgGroup(multiplicity = "1")
  private Question question = new Question();

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PolicySnapshot snapshot = read(file);
    ProofPrinter printer = new ProofPrinter(spec.commandLine().getOut(), json);
    Against against = question.against;
    Path sameAs = question.sameAs;
    Path within = question.within;
    ReachQuestion reach = question.reach;
    if (against != null) {
      CompiledForm form =
          against == Against.OPENFLOW
              ? CompiledForm.openFlow(snapshot)
              : CompiledForm.nftables(snapshot);
      printer.print(snapshot, form);
      return exit(form.proof().isEqualButForLimitations());
    }
    if (sameAs != null) {
      SnapshotComparison comparison = SnapshotComparison.of(snapshot, read(sameAs));
      printer.print(comparison, file, sameAs);
      return exit(comparison.isSame());
    }
    if (within != null) {
      SnapshotComparison comparison = SnapshotComparison.of(snapshot, read(within));
      printer.print(comparison, file, within);
      return exit(comparison.isWithin());
    }
    if (reach != null) {
      Reach found = reach(snapshot, reach);
      printer.print(found, reach.to + " by " + reach.port);
      return exit(found.found().isEmpty());
    }
    if (!question.pairs) {
      throw new CommandFailure(ExitCode.WRONG_USE, "--pairs is asked or not named");
    }
    printer.print(Pairs.of(snapshot));
    return ExitCode.FINE;
  }

  private static int exit(boolean fine) {
    return fine ? ExitCode.FINE : ExitCode.FINDINGS;
  }

  private static PolicySnapshot read(Path file) {
    try {
      return SnapshotJson.read(MudFiles.bytes(file));
    } catch (LinkFormatException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, file + " is no snapshot: " + e.getMessage());
    }
  }

  private static Reach reach(PolicySnapshot snapshot, ReachQuestion asked) {
    IpAddress to;
    try {
      to = IpAddress.parse(asked.to);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, "--to: no address: " + asked.to);
    }
    return Reach.of(snapshot, devices(snapshot, asked.from), to, service(asked.port));
  }

  private static Collection<MacAddress> devices(PolicySnapshot snapshot, String from) {
    List<MacAddress> devices =
        snapshot.devices().values().stream()
            .filter(
                device ->
                    device.mac().toString().equalsIgnoreCase(from)
                        || from.equals(device.policy())
                        || (from.equals("any") && device.policy() != null))
            .map(Device::mac)
            .toList();
    if (devices.isEmpty()) {
      throw new CommandFailure(
          ExitCode.WRONG_USE,
          "--reach: nobody in the snapshot is \""
              + from
              + "\"; say any, a device's MAC address, or one of the policies "
              + snapshot.policies().keySet());
    }
    return devices;
  }

  private static Reach.Service service(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
    int protocol =
        switch (parts[0]) {
          case "tcp" -> Protocol.TCP;
          case "udp" -> Protocol.UDP;
          case "icmp" -> Protocol.ICMP;
          case "icmpv6" -> Protocol.ICMPV6;
          default -> number(parts[0], 255, text);
        };
    boolean hasPorts = protocol == Protocol.TCP || protocol == Protocol.UDP;
    if (parts.length > 2 || (parts.length == 2 && !hasPorts)) {
      throw notAService(text);
    }
    return new Reach.Service(protocol, parts.length == 2 ? number(parts[1], 65535, text) : null);
  }

  private static int number(String digits, int last, String text) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > last) {
      throw notAService(text);
    }
    return Integer.parseInt(digits);
  }

  private static CommandFailure notAService(String text) {
    return new CommandFailure(
        ExitCode.WRONG_USE, "--port: \"" + text + "\" is not of the form tcp/22, udp/53 or icmp");
  }
}
