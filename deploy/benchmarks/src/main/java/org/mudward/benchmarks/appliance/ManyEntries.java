package org.mudward.benchmarks.appliance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** A site that becomes some 21,000 flow entries: 100 models, ten names each. */
final class ManyEntries {
  private static final int MODELS = 100;
  private static final int NAMES = 10;
  private static final int DEVICES = 7800;
  private static final int LARGE = 10_000;
  private static final int TCP = 6;
  private static final long LEASE_BASE = IpAddress.parse("10.64.0.0").low();

  /** Of the lab's switch. */
  private static final String PORT = "br0/in0";

  private static final long MAC_BASE = 0x02_00_00_01_00_00L;
  private static final long ADDRESS_BASE = IpAddress.parse("198.18.0.0").low();

  private ManyEntries() {}

  /** The site with nothing in it: what a switch holds before the first device. */
  static PolicySnapshot empty(long revision) {
    return PolicySnapshot.builder(revision).build();
  }

  static PolicySnapshot site(long revision) {
    return site(revision, DEVICES, false);
  }

  /** Ten thousand devices, each with an address and a port. */
  static PolicySnapshot large(long revision) {
    return site(revision, LARGE, true);
  }

  /** The same after one name has another address. */
  static PolicySnapshot moved(PolicySnapshot site, long revision) {
    Prefix address = Prefix.of(new IpAddress(Family.IPV4, 0, ADDRESS_BASE + 0x10000 + revision));
    return site.withGroups(revision, List.of(new Group.Addresses(group(0, 0), Set.of(address))));
  }

  private static PolicySnapshot site(long revision, int devices, boolean placed) {
    PolicySnapshot.Builder site = PolicySnapshot.builder(revision);
    for (int model = 0; model < MODELS; model++) {
      site.policy(policy(model));
      for (int name = 0; name < NAMES; name++) {
        long low = ADDRESS_BASE + (long) model * NAMES + name;
        Prefix address = Prefix.of(new IpAddress(Family.IPV4, 0, low));
        site.group(new Group.Addresses(group(model, name), Set.of(address)));
      }
    }
    for (int device = 0; device < devices; device++) {
      MacAddress mac = new MacAddress(MAC_BASE + device);
      Set<IpAddress> addresses =
          placed ? Set.of(new IpAddress(Family.IPV4, 0, LEASE_BASE + device)) : Set.of();
      String port = placed ? PORT : null;
      site.device(new Device(mac, url(device % MODELS), addresses, port));
    }
    return site.build();
  }

  private static DevicePolicy policy(int model) {
    return new DevicePolicy(
        url(model),
        url(model),
        List.of(list(model, Direction.FROM_DEVICE, End.DESTINATION)),
        List.of(list(model, Direction.TO_DEVICE, End.SOURCE)));
  }

  private static AccessControlList list(int model, Direction direction, End peer) {
    List<Rule> rules = new ArrayList<>();
    for (int name = 0; name < NAMES; name++) {
      List<Condition> conditions =
          List.of(
              new Condition.PeerIn(group(model, name)),
              Condition.FieldIs.of(Field.PROTOCOL, TCP),
              new Condition.PortIn(peer, PortSet.of(8000 + name)),
              new Condition.InitiatedBy(Direction.FROM_DEVICE));
      rules.add(
          new Rule(
              new Origin(url(model), direction.toString(), "name" + name),
              new Match(Family.IPV4, conditions),
              Verdict.ACCEPT));
    }
    return new AccessControlList(direction.toString(), Family.IPV4, rules);
  }

  private static String url(int model) {
    return "https://maker.example/model-" + model;
  }

  private static GroupId group(int model, int name) {
    return new GroupId("dns:host-%d-%d.maker.example:ipv4".formatted(model, name));
  }
}
