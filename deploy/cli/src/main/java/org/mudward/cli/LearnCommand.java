package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.SiteReader;
import org.mudward.cli.learn.Holdout;
import org.mudward.cli.learn.LearnReport;
import org.mudward.cli.learn.LearnSummary;
import org.mudward.cli.learn.Watched;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.draft.DraftEntry;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.print.MudWidening;
import org.mudward.mud.print.MudWriter;
import org.mudward.mud.print.PrintResult;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward learn}: which MUD file would permit what this device does, and no more? */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the MUD file that a device needs to go on doing what it does in",
      "captures.",
      "",
      "Peers are named as their maker would: by the site's classes, by",
      "same-manufacturer, by the DNS name that the device asked for, by",
      "local-networks; by an address only if nothing explains it, which is",
      "pointed out. A TCP connection counts if it was answered, and is permitted",
      "in the direction in which it was opened; anything else counts if it was",
      "answered or is done again and again. Of the ports, that of the",
      "service is written. What a site permits anyway (DHCP, ARP, its DNS and",
      "NTP, ...) is not repeated. Scans, failures and one-offs are left out, and",
      "listed with the reason.",
      "",
      "The file is a proposal: read it and its report before you sign it.",
      "",
      "Without --out the file is printed, and the summary goes to standard error.",
      "With it, the report of what every entry rests on lies beside the file:",
      "lamp.report.json beside lamp.json."
    },
    footer = {
      "",
      "Exit code 0 if all is well, 2 for wrong use, 3 if an input is missing or",
      "broken: a capture, the site, the existing file, or no frame of the device.",
      "From a damaged capture the file is learnt as far as it can be read, and the",
      "exit code is 3 too.",
      "",
      "Examples:",
      "  mudward learn lan.pcap --device 02:00:00:00:00:10 \\",
      "      --url https://lamp.example/v1.json --site site.yaml --out lamp.json",
      "  mudward learn monday.pcap.gz tuesday.pcap.gz --device 02:00:00:00:00:10 \\",
      "      --url https://lamp.example/v1.json --existing lamp.json --out lamp.json",
      "  mudward learn lan.pcap --device 02:00:00:00:00:10 \\",
      "      --url https://lamp.example/v1.json --out lamp.json --site-out site.yaml",
      "  mudward learn week.pcapng --device 02:00:00:00:00:10 \\",
      "      --url https://lamp.example/v1.json --holdout 0.5 --json"
    })
final class LearnCommand implements Callable<Integer> {
  /** RFC 8520 section 3.7, in characters of display. */
  private static final String SYSTEMINFO = "\\P{C}{1,60}";

  private static final String LEARNT = "Learnt from traffic, to be reviewed";

  @Parameters(paramLabel = "CAPTURE", arity = "1..*", description = "pcap or pcapng files, or -")
  private List<String> captures = List.of();

  @Option(
      names = "--device",
      required = true,
      paramLabel = "MAC",
      description = "the device to learn, by its MAC address")
  private String device = "";

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "the MUD URL of the file")
  private String url = "";

  @Option(
      names = "--site",
      paramLabel = "SITE.yaml",
      description =
          "the network: gateway, dns, ntp, local networks, controllers, names, devices; without"
              + " it, private addresses count as local and the servers are guessed")
  private @Nullable Path site;

  @Mixin private SiteOutput siteOutput = new SiteOutput();

  @Option(
      names = "--existing",
      paramLabel = "FILE.json",
      description = "widen this MUD file: its entries stay, and only what it denies is added")
  private @Nullable Path existing;

  @Option(names = "--out", paramLabel = "FILE", description = "write the MUD file there")
  private @Nullable Path out;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "write the report as JSON there; with --out, beside the file by default")
  private @Nullable Path reportFile;

  @Option(
      names = "--json",
      description = "print the report as JSON, with the file in its member \"text\"")
  private boolean json;

  @Option(
      names = "--holdout",
      paramLabel = "FRACTION",
      description =
          "learn from the first part of the time only, such as 0.5, and audit the rest: prints how"
              + " much of it the file accepts (coverage), and which flows it should have accepted"
              + " (false denials)")
  private @Nullable Double holdout;

  @Option(
      names = "--systeminfo",
      paramLabel = "TEXT",
      description = "what the device is, for people; at most 60 characters")
  private @Nullable String systemInfo;

  @Option(
      names = "--unanswered",
      description = "permit also what the device tried and nobody answered")
  private boolean withUnanswered;

  @Option(names = "--lenient", description = "read pre-RFC MUD files of the site's devices too")
  private boolean lenient;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    MacAddress mac = device();
    MudUrl mudUrl = mudUrl();
    checkUse();
    Path siteFile = site;
    siteOutput.check(siteFile);
    OutputFile.checkApart(read(), written());
    Site network = siteFile == null ? null : SiteReader.read(siteFile);
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    byte[] start = start(mudUrl, now);
    captures.forEach(AuditRun::check);
    Learning learning =
        new Learning(
            captures,
            mac,
            network,
            lenient,
            withUnanswered,
            new Streams(System.in),
            Progress.to(spec.commandLine().getErr()));
    LearnReport report = learn(learning, network, start, now);
    write(report);
    return report.isDamaged() ? ExitCode.BAD_INPUT : ExitCode.FINE;
  }

  /** The files that are read and that nothing may be written over; the existing one it may. */
  private List<Path> read() {
    List<Path> read = new ArrayList<>();
    captures.stream().filter(Streams::isRepeatable).map(Path::of).forEach(read::add);
    if (site != null) {
      read.add(site);
    }
    return read;
  }

  private List<Path> written() {
    List<Path> written = new ArrayList<>();
    siteOutput.file().ifPresent(written::add);
    if (out != null) {
      written.add(out);
    }
    Path told = toldTo();
    if (told != null) {
      written.add(told);
    }
    return written;
  }

  /** Where the report goes; null if nowhere. */
  private @Nullable Path toldTo() {
    Path file = out;
    return reportFile != null ? reportFile : file == null ? null : reportBeside(file);
  }

  private LearnReport learn(
      Learning learning, @Nullable Site network, byte[] start, OffsetDateTime now) {
    MudFile before = parsed(start);
    Double fraction = holdout;
    long cut = fraction == null ? Long.MAX_VALUE : CaptureTimes.of(captures).at(fraction);
    Span first = new Span(Long.MIN_VALUE, cut);
    Watched learnt = learning.watch(before, first, null);
    if (learnt.frames() == 0) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, MacCount.of(captures).missing(learnt.tally().mac(), fraction));
    }
    List<MudWidening.Addition> more =
        learnt.draft().entries().stream().map(LearnCommand::addition).toList();
    PrintResult result = MudWidening.widen(start, now, more);
    String text =
        result
            .text()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.BAD_INPUT,
                        "the file cannot be widened: " + result.problems().get(0).message()));
    MudFile file = parsed(text.getBytes(StandardCharsets.UTF_8));
    boolean again = captures.stream().allMatch(Streams::isRepeatable);
    Watched check = again ? learning.watch(file, first, learnt.site()) : null;
    Holdout measured =
        fraction == null
            ? null
            : new Holdout(
                fraction, cut, learning.watch(file, new Span(cut, Long.MAX_VALUE), learnt.site()));
    return new LearnReport(
        existing == null ? null : before, learnt, file, text, check, measured, network == null);
  }

  private static MudWidening.Addition addition(DraftEntry entry) {
    return new MudWidening.Addition(entry.direction(), entry.family(), entry.ace());
  }

  private static MudFile parsed(byte[] octets) {
    return MudParser.check(octets, ParseMode.STRICT).file().orElseThrow();
  }

  private byte[] start(MudUrl mudUrl, OffsetDateTime now) {
    Path path = existing;
    if (path == null) {
      String info = systemInfo == null ? LEARNT : systemInfo;
      MudFile empty =
          new MudFile(
              mudUrl,
              now,
              null,
              Duration.ofHours(MudFile.DEFAULT_CACHE_VALIDITY),
              true,
              Map.of("systeminfo", info),
              List.of(),
              null,
              List.of(),
              List.of());
      return MudWriter.text(empty).getBytes(StandardCharsets.UTF_8);
    }
    MudFile file = MudFiles.read(path, false);
    if (!file.mudUrl().equals(mudUrl)) {
      throw wrong(path + " is the file of " + file.mudUrl() + ", not of " + mudUrl);
    }
    return MudFiles.bytes(path);
  }

  private void write(LearnReport report) {
    PrintWriter err = spec.commandLine().getErr();
    report.notices().forEach(notice -> err.println("mudward: " + Table.safe(notice)));
    if (report.guessed() && siteOutput.file().isEmpty()) {
      err.println(
          "mudward: audit takes none of this for granted: --site-out FILE writes it as a site file");
    }
    if (existing != null && report.file().signature() != null) {
      err.println("mudward: a signature made before does not fit the file any more");
    }
    byte[] told = (Json.text(report.asJson()) + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = out;
    if (file != null) {
      OutputFile.write(file, report.text().getBytes(StandardCharsets.UTF_8));
    }
    DeviceTally tally = report.learnt().tally();
    if (file == null && siteOutput.file().isPresent()) {
      err.println("mudward: the site file names no MUD file, as --out writes none");
    }
    siteOutput.write(tally.flows(), file == null ? Map.of() : Map.of(tally.mac(), file));
    Path beside = toldTo();
    if (beside != null) {
      OutputFile.write(beside, told);
    }
    print(report, file);
  }

  private void print(LearnReport report, @Nullable Path file) {
    PrintWriter stdout = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (json) {
      stdout.println(Json.text(report.asJson()));
    } else if (file == null) {
      stdout.print(report.text());
      new LearnSummary(report, err).print();
    } else {
      new LearnSummary(report, stdout).print();
    }
    stdout.flush();
    err.flush();
  }

  /** {@code lamp.report.json} beside {@code lamp.json}. */
  private static Path reportBeside(Path file) {
    String name = file.toAbsolutePath().getFileName().toString();
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return file.resolveSibling(stem + ".report.json");
  }

  private MacAddress device() {
    try {
      MacAddress mac = MacAddress.parse(device);
      if (!mac.isMulticast()) {
        return mac;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw wrong("--device is the MAC address of one device, such as 02:00:00:00:00:10: " + device);
  }

  private MudUrl mudUrl() {
    try {
      return new MudUrl(url);
    } catch (IllegalArgumentException e) {
      throw wrong("--url: " + e.getMessage());
    }
  }

  private void checkUse() {
    Double fraction = holdout;
    if (captures.stream().filter(Streams.STANDARD_INPUT::equals).count() > 1) {
      throw wrong("standard input can be read only once");
    }
    if (fraction != null && !(fraction > 0 && fraction < 1)) {
      throw wrong("--holdout is a part of the time between 0 and 1, such as 0.5");
    }
    if (fraction != null && !captures.stream().allMatch(Streams::isRepeatable)) {
      throw wrong("--holdout reads captures twice, which a stream cannot be");
    }
    String info = systemInfo;
    if (info != null && (existing != null || !info.matches(SYSTEMINFO))) {
      throw wrong("--systeminfo is for a new file: at most 60 characters, all printable");
    }
  }

  private static CommandFailure wrong(String message) {
    return new CommandFailure(ExitCode.WRONG_USE, message);
  }
}
