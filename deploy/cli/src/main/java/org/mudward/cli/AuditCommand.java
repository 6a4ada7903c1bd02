package org.mudward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.cli.audit.AuditReport;
import org.mudward.cli.audit.CaptureLoss;
import org.mudward.cli.audit.Identities;
import org.mudward.cli.audit.Output;
import org.mudward.cli.audit.PacketTable;
import org.mudward.cli.audit.PeerNames;
import org.mudward.cli.audit.ShownUrls;
import org.mudward.cli.audit.Summary;
import org.mudward.cli.config.ConfigException;
import org.mudward.cli.config.SiteReader;
import org.mudward.cli.identity.Makers;
import org.mudward.enforcer.audit.ConnectionTable;
import org.mudward.enforcer.audit.ProfiledEntries;
import org.mudward.mud.resolve.Site;
import org.mudward.policy.MacAddress;
import org.mudward.policy.PolicySnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward audit}: what did every device do, and was it allowed? */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Judges every frame of captures by MUD files, as the gateway would have: what the sender's file",
      "says and what the receiver's says. Nothing is sent, and captures need no root.",
      "",
      "A capture is pcap or pcapng, plain, .gz or .zst, or \"-\" for standard input. Its DNS answers tell",
      "which addresses are behind the names of the MUD files, from the next frame on; fixed names may",
      "be given in the site file. Devices are known by MAC address, so a capture has to be taken on",
      "their own network.",
      "",
      "With --interface frames are judged as they arrive (libpcap; it needs CAP_NET_RAW), until Ctrl-C,",
      "--for or --limit; then the report is written. What was lost on the way is counted and said.",
      "Where a stream is among the captures, Ctrl-C ends the reading and writes the report, too.",
      "",
      "Devices that show their MUD URL in the captures (DHCP, LLDP) are named by it, and judged by the",
      "file of that URL in the folder of --mud-files: in files from the first frame on, in streams",
      "and on interfaces from the next one on. Nothing is fetched.",
      "",
      "Printed are, for each device with a MUD file, what it did, the entries of its file that nothing",
      "used, and the dropped traffic with the entries that came nearest to accepting it."
    },
    footer = {
      "",
      "Exit code 0 if every judged frame was accepted, 1 if one was dropped, anything else was found",
      "or a capture is damaged, 3 if a file is missing, no capture, or a MUD file that is refused, or",
      "there is no such interface, 4 if libpcap is missing or it is not permitted to listen.",
      "",
      "Examples:",
      "  mudward audit lan.pcapng --mud 02:00:00:00:00:10=lamp.json \\",
      "      --site-out site.yaml",
      "  mudward audit monday.pcap.gz tuesday.pcap.gz --site site.yaml \\",
      "      --packets packets.csv",
      "  mudward audit lan.pcapng --mud-files files/ --out html=report.html \\",
      "      --out sarif=report.sarif",
      "  tcpdump -i br-lan -w - | mudward audit - --site site.yaml \\",
      "      --out json=report.json",
      "  mudward audit --interface br-lan --for 1h --site site.yaml \\",
      "      --out html=report.html"
    })
final class AuditCommand implements Callable<Integer> {
  private static final String NO_SITE =
      "no --site: nobody is in the local networks, and no server of DNS, NTP or DHCP is known; what"
          + " MUD files permit to these counts as dropped";

  @Parameters(paramLabel = "CAPTURE", arity = "0..*", description = "pcap or pcapng files, or -")
  private List<String> captures = List.of();

  @Mixin private LiveOptions live = new LiveOptions();

  @Option(
      names = "--site",
      paramLabel = "SITE.yaml",
      description = {
        "the network: gateway, dns, ntp, local networks,",
        "controllers, names, devices; without it there",
        "are none of these, and no DNS is permitted"
      })
  private @Nullable Path site;

  @Mixin private SiteOutput siteOutput = new SiteOutput();

  @Option(
      names = "--mud",
      paramLabel = "MAC=FILE",
      description = "the MUD file of a device, before what the site says; several may be given")
  private List<String> muds = List.of();

  @Option(
      names = "--mud-files",
      paramLabel = "DIR",
      description = "MUD files (*.json) for devices that show their MUD URL in the captures")
  private @Nullable Path mudFiles;

  @Option(names = "--lenient", description = "read pre-RFC MUD files too")
  private boolean lenient;

  @Option(
      names = "--packets",
      paramLabel = "FILE.csv",
      description = "write one row for each frame: who, what, verdict, and which entry said so")
  private @Nullable Path packets;

  @Option(
      names = "--out",
      paramLabel = "KIND=FILE",
      description = {
        "write the report to a file as well; KIND is",
        "json, html (one page by itself), csv (flows),",
        "sarif, junit, or eve (lines of JSON)"
      })
  private List<String> outputs = List.of();

  @Option(names = "--json", description = "print the report as JSON in place of the summary")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Streams streams = new Streams(System.in);

  @Override
  public Integer call() throws ConfigException {
    Map<MacAddress, Path> files = files();
    List<ReportFile> reports = outputs.stream().map(AuditCommand::reportFile).toList();
    live.check(!captures.isEmpty());
    checkStandardInput();
    Path siteFile = site;
    siteOutput.check(siteFile);
    OutputFile.checkApart(read(files), written(reports));
    Site network = siteFile == null ? Site.EMPTY : SiteReader.read(siteFile);
    captures.forEach(AuditRun::check);
    if (siteFile == null && (!files.isEmpty() || mudFiles != null)) {
      String hint = siteOutput.file().isPresent() ? "" : "; " + SiteOutput.HINT;
      spec.commandLine().getErr().println("mudward: " + NO_SITE + hint);
    }
    boolean connections = reports.stream().anyMatch(file -> file.form() == Output.EVE);
    Input input = input(network, files, connections);
    if (live.isAsked()) {
      try (LiveSession session = live.open()) {
        return session.end(reported(judged(input, session), reports, input));
      }
    }
    if (isAllRepeatable()) {
      return reported(judged(input, null), reports, input);
    }
    try (Interruption interruption = new Interruption(streams::end)) {
      interruption.await();
      return interruption.end(reported(judged(input, null), reports, input));
    }
  }

  /** The files that are read, as far as the command line names them. */
  private List<Path> read(Map<MacAddress, Path> muds) {
    List<Path> read = new ArrayList<>(muds.values());
    captures.stream().filter(Streams::isRepeatable).map(Path::of).forEach(read::add);
    if (site != null) {
      read.add(site);
    }
    return read;
  }

  private List<Path> written(List<ReportFile> reports) {
    List<Path> written = new ArrayList<>(reports.stream().map(ReportFile::path).toList());
    siteOutput.file().ifPresent(written::add);
    if (packets != null) {
      written.add(packets);
    }
    return written;
  }

  private int reported(AuditReport report, List<ReportFile> files, Input input) {
    siteOutput.write(
        report.devices().stream().flatMap(device -> device.flows().stream()).toList(),
        input.lastFiles().files());
    files.forEach(file -> OutputFile.write(file.path(), out -> file.form().write(report, out)));
    print(report);
    return report.hasFindings() ? ExitCode.FINDINGS : ExitCode.FINE;
  }

  /** What the captures are judged by. */
  private Input input(Site network, Map<MacAddress, Path> named, boolean connections) {
    Path from = mudFiles;
    MudFolder folder = from == null ? null : new MudFolder(from, lenient);
    ShownUrls shown = folder == null ? new ShownUrls() : AuditRun.urlsIn(captures);
    DeviceFiles chosen = DeviceFiles.choose(named, network, folder, shown);
    OfflineSite offline = OfflineSite.with(network, chosen.files(), lenient);
    return new Input(
        network,
        offline.build(),
        offline.profiledEntries(),
        chosen,
        folder == null || isAllRepeatable()
            ? null
            : new Newcomers(network, folder, lenient, chosen),
        folder == null ? List.of() : folder.notices(),
        connections);
  }

  /**
   * What is judged by.
   *
   * @param entries by which hellos are judged
   * @param files of the devices, as known before the first frame
   * @param newcomers who comes while frames are judged; null if all were looked through before
   * @param notices what the user should know of the files
   * @param connections whether they are to be told apart one by one
   */
  private record Input(
      Site site,
      PolicySnapshot snapshot,
      ProfiledEntries entries,
      DeviceFiles files,
      @Nullable Newcomers newcomers,
      List<String> notices,
      boolean connections) {
    /** The files of the devices, in the end. */
    DeviceFiles lastFiles() {
      return newcomers == null ? files : newcomers.files();
    }
  }

  private boolean isAllRepeatable() {
    return !live.isAsked() && captures.stream().allMatch(Streams::isRepeatable);
  }

  private void print(AuditReport report) {
    PrintWriter err = spec.commandLine().getErr();
    report.notices().forEach(notice -> err.println("mudward: " + Table.safe(notice)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      try {
        Output.JSON.write(report, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else {
      new Summary(report, out).print();
    }
    out.flush();
  }

  private AuditReport judged(Input input, @Nullable LiveSession session) {
    Path file = packets;
    if (file == null) {
      return judged(input, session, null);
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      return judged(input, session, new PacketTable(out));
    } catch (IOException e) {
      throw OutputFile.failure(file, e);
    }
  }

  private AuditReport judged(
      Input input, @Nullable LiveSession session, @Nullable PacketTable table) {
    PeerNames peers = new PeerNames(input.site().names());
    ConnectionTable connections = input.connections() ? new ConnectionTable() : null;
    AuditRun run =
        new AuditRun(
            input.snapshot(),
            input.entries(),
            peers,
            table,
            connections,
            input.newcomers(),
            streams,
            Progress.to(spec.commandLine().getErr()));
    List<CaptureLoss> losses = new ArrayList<>(run.read(captures));
    if (session != null) {
      losses.add(session.judge(run, spec.commandLine().getErr()));
    }
    List<String> notices = new ArrayList<>(input.notices());
    notices.addAll(run.notices());
    return AuditReport.of(
        run.audit(),
        losses,
        notices,
        input.site(),
        Identities.of(input.site(), input.lastFiles().sources(), run.shown(), Makers.load()),
        peers,
        connections == null ? List.of() : connections.connections());
  }

  private void checkStandardInput() {
    if (captures.stream().filter(Streams.STANDARD_INPUT::equals).count() > 1) {
      throw new CommandFailure(ExitCode.WRONG_USE, "standard input can be read only once");
    }
  }

  private Map<MacAddress, Path> files() {
    Map<MacAddress, Path> files = new LinkedHashMap<>();
    for (String mud : muds) {
      int equals = mud.indexOf('=');
      MacAddress mac = equals < 0 ? null : mac(mud.substring(0, equals));
      if (mac == null || mac.isMulticast() || equals + 1 == mud.length()) {
        throw wrong("--mud is written MAC=FILE, such as 02:00:00:00:00:10=lamp.json, not " + mud);
      }
      if (files.put(mac, Path.of(mud.substring(equals + 1))) != null) {
        throw wrong("--mud names " + mac + " twice");
      }
    }
    return files;
  }

  private static @Nullable MacAddress mac(String text) {
    try {
      return MacAddress.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ReportFile reportFile(String output) {
    int equals = output.indexOf('=');
    Optional<Output> form = equals < 0 ? Optional.empty() : Output.of(output.substring(0, equals));
    if (form.isEmpty() || equals + 1 == output.length()) {
      throw wrong("--out is written KIND=FILE, KIND one of " + Output.names() + ", not " + output);
    }
    return new ReportFile(form.get(), Path.of(output.substring(equals + 1)));
  }

  private record ReportFile(Output form, Path path) {}

  private static CommandFailure wrong(String message) {
    return new CommandFailure(ExitCode.WRONG_USE, message);
  }
}
