package org.mudward.benchmarks.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mudward.lab.Host;
import org.mudward.lab.Network;
import org.mudward.lab.OpenVSwitch;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.flow.ClassIds;
import org.mudward.policy.flow.FlowCompilation;
import org.mudward.policy.flow.FlowText;
import org.mudward.policy.flow.Meter;

/**
 * What a real Open vSwitch forwards with the tables of 1,000 devices with 20 rules each, beside the
 * same bridge with nothing but one entry that forwards as a learning switch does, and beside the
 * tables that follow connections: one device sends to one host, as much as gets through. Turn by
 * turn in one run.
 */
public final class Forwarding {
  private static final int TURNS = 7;
  private static final int MILLIS = 2000;
  private static final int DEVICES = 1000;
  private static final int RULES = 20;
  private static final int SENDER = 20;
  private static final int RECEIVER = 21;
  private static final int PORT = 9000;
  private static final int TCP = 6;
  private static final String URL = "https://maker.example/model";
  private static final GroupId PEERS = new GroupId("dns:hosts.maker.example:ipv4");

  private final OpenVSwitch vswitch;
  private final Host sender;
  private final Path tables;
  private final Path followed;

  private Forwarding(Network network, Path tables, Path followed) throws IOException {
    vswitch = network.vswitch();
    sender = network.addHost("sender", SENDER);
    sender.takeAddress(Network.ip(SENDER));
    Host receiver = network.addHost("receiver", RECEIVER);
    receiver.takeAddress(Network.ip(RECEIVER));
    receiver.ask("listen-sink 0.0.0.0 " + PORT);
    this.tables = tables;
    this.followed = followed;
  }

  /** Measures and prints; needs root. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mudward-forward");
    try (Network network = new Network(folder)) {
      network.vswitch().vsctl("set", "bridge", OpenVSwitch.BRIDGE, "fail-mode=secure");
      FlowCompilation compiled = FlowCompilation.of(site(), ClassIds.EMPTY);
      for (Meter meter : compiled.meters()) {
        network.vswitch().ofctl("add-meter", FlowText.of(meter));
      }
      Path tables = written(compiled, folder.resolve("tables"));
      FlowCompilation following = FlowCompilation.of(site(), ClassIds.EMPTY, true);
      Path followed = written(following, folder.resolve("followed"));
      new Forwarding(network, tables, followed).measure(compiled.entries().size());
    }
    System.exit(0);
  }

  private static Path written(FlowCompilation compiled, Path file) throws IOException {
    return Files.write(file, compiled.entries().stream().map(FlowText::of).toList());
  }

  private void measure(int entries) throws IOException {
    double[] policy = new double[TURNS];
    double[] bare = new double[TURNS];
    double[] ratio = new double[TURNS];
    double[] connections = new double[TURNS];
    double[] ratioOfConnections = new double[TURNS];
    for (int turn = -1; turn < TURNS; turn++) { // the first warms up
      double with = with("add-flows", tables.toString());
      double without = with("add-flow", "actions=NORMAL");
      double following = with("add-flows", followed.toString());
      if (turn >= 0) {
        policy[turn] = with;
        bare[turn] = without;
        ratio[turn] = with / without;
        connections[turn] = following;
        ratioOfConnections[turn] = following / without;
      }
    }
    System.out.printf("%d entries, medians of %d turns of %d ms%n", entries, TURNS, MILLIS);
    print("with the tables of 1,000 devices", policy, "%.0f Mbit/s");
    print("the bridge with one entry", bare, "%.0f Mbit/s");
    print("ratio, turn by turn", ratio, "%.2f");
    print("the tables, connections followed", connections, "%.0f Mbit/s");
    print("ratio, turn by turn", ratioOfConnections, "%.2f");
  }

  private static void print(String what, double[] values, String form) {
    Distribution found = new Distribution(values);
    System.out.printf(
        Locale.ROOT,
        "%-34s " + form + "  (" + form + " to " + form + ")%n",
        what,
        found.median(),
        found.quantile(0),
        found.quantile(1));
  }

  private double with(String command, String argument) throws IOException {
    vswitch.ofctl("del-flows");
    vswitch.ofctl(command, argument);
    vswitch.forget();
    String answer = sender.ask("bulk " + Network.ip(RECEIVER) + " " + PORT + " " + MILLIS);
    String[] words = answer.split(" ", -1);
    if (words.length != 2) {
      throw new IOException("nothing gets through: " + answer);
    }
    return Double.parseDouble(words[1]);
  }

  private static PolicySnapshot site() {
    PolicySnapshot.Builder site =
        PolicySnapshot.builder(1)
            .gateway(MacAddress.parse(Network.GATEWAY_MAC))
            .policy(
                new DevicePolicy(
                    URL,
                    URL,
                    List.of(list(Direction.FROM_DEVICE, End.DESTINATION)),
                    List.of(list(Direction.TO_DEVICE, End.SOURCE))))
            .group(
                new Group.Addresses(
                    PEERS, Set.of(Prefix.of(IpAddress.parse(Network.ip(RECEIVER))))));
    site.device(
        new Device(
            MacAddress.parse(Network.mac(SENDER)),
            URL,
            Set.of(IpAddress.parse(Network.ip(SENDER)))));
    for (int device = 1; device < DEVICES; device++) {
      IpAddress address =
          new IpAddress(Family.IPV4, 0, IpAddress.parse("10.64.0.0").low() + device);
      site.device(new Device(new MacAddress(0x0200_0100_0000L + device), URL, Set.of(address)));
    }
    return site.build();
  }

  /** The last rule is the one that counts. */
  private static AccessControlList list(Direction direction, End peer) {
    List<Rule> rules = new ArrayList<>();
    for (int rule = 1; rule <= RULES; rule++) {
      List<Condition> conditions =
          List.of(
              new Condition.PeerIn(PEERS),
              Condition.FieldIs.of(Field.PROTOCOL, TCP),
              new Condition.PortIn(peer, PortSet.of(PORT + RULES - rule)),
              new Condition.InitiatedBy(Direction.FROM_DEVICE));
      rules.add(
          new Rule(
              new Origin(URL, direction.toString(), "rule" + rule),
              new Match(Family.IPV4, conditions),
              Verdict.ACCEPT));
    }
    return new AccessControlList(direction.toString(), Family.IPV4, rules);
  }
}
