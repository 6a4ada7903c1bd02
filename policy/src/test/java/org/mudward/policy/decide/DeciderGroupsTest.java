package org.mudward.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Condition;
import org.mudward.policy.Decision;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Group;
import org.mudward.policy.GroupId;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Match;
import org.mudward.policy.Origin;
import org.mudward.policy.Packet;
import org.mudward.policy.PolicySnapshot;
import org.mudward.policy.PortSet;
import org.mudward.policy.Prefix;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;
import org.mudward.policy.testing.FrameBuilder;

/**
 * Many groups, more rules than fit a word, and one host after the other that joins a group: what
 * the answers of the DNS do to an audit. Nobody asks for the snapshot in between.
 */
class DeciderGroupsTest {
  private static final String URL = "https://maker.example/model";
  private static final MacAddress DEVICE = MacAddress.parse("02:00:00:00:00:10");
  private static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress NEIGHBOUR = MacAddress.parse("02:00:00:00:00:20");
  private static final IpAddress OWN = IpAddress.parse("192.0.2.10");
  private static final GroupId MATES = new GroupId("manufacturer:maker.example");
  private static final int GROUPS = 80;
  private static final int HOSTS = 30;
  private static final int STEPS = 300;
  private static final int SYN = 0x02;

  private static GroupId group(int number) {
    return new GroupId("dns:name-" + number + ".example");
  }

  private static IpAddress host(int number) {
    return new IpAddress(Family.IPV4, 0, 0xC633_6400L + number);
  }

  private static Rule rule(int number, List<Condition> conditions) {
    Origin origin = new Origin(URL, "list", "entry-" + number);
    return new Rule(origin, new Match(Family.IPV4, conditions), Verdict.ACCEPT);
  }

  /** Each third entry asks for two groups at once; the last one for hosts that are devices. */
  private static PolicySnapshot start() {
    List<Rule> rules = new ArrayList<>();
    PolicySnapshot.Builder site = PolicySnapshot.builder(1).gateway(GATEWAY);
    for (int i = 0; i < GROUPS; i++) {
      List<Condition> conditions = new ArrayList<>();
      conditions.add(new Condition.PeerIn(group(i)));
      if (i % 3 == 0) {
        conditions.add(new Condition.PeerIn(group((i + 1) % GROUPS)));
      }
      conditions.add(new Condition.PortIn(End.DESTINATION, PortSet.of(443 + i % 4)));
      rules.add(rule(i, conditions));
      site.group(new Group.Addresses(group(i), Set.of()));
    }
    rules.add(rule(GROUPS, List.of(new Condition.PeerIn(MATES))));
    List<AccessControlList> lists = List.of(new AccessControlList("list", Family.IPV4, rules));
    return site.group(new Group.Devices(MATES, Set.of()))
        .policy(new DevicePolicy(URL, URL, lists, List.of()))
        .device(new Device(DEVICE, URL, Set.of(OWN)))
        .device(new Device(NEIGHBOUR, null, Set.of(host(1))))
        .build();
  }

  private static List<byte[]> frames(int host) {
    List<byte[]> frames = new ArrayList<>();
    for (int port = 443; port < 447; port++) {
      frames.add(to(GATEWAY, host).tcp(50_000, port, SYN).build());
    }
    frames.add(to(GATEWAY, host).tcp(50_000, 443, SYN).cut(1).build());
    frames.add(to(GATEWAY, host).tcp(50_000, 443, SYN).fragment(8, false).build());
    frames.add(to(NEIGHBOUR, host).tcp(50_000, 9, SYN).build());
    frames.add(FrameBuilder.frame(DEVICE, NEIGHBOUR).arp(OWN, host(host)).build());
    return frames;
  }

  private static FrameBuilder to(MacAddress mac, int host) {
    return FrameBuilder.frame(DEVICE, mac).ip(OWN, host(host));
  }

  private static Group change(PolicySnapshot before, Random random) {
    if (random.nextInt(20) == 0) {
      return new Group.Devices(MATES, random.nextBoolean() ? Set.of(NEIGHBOUR) : Set.of());
    }
    GroupId id = group(random.nextInt(GROUPS));
    Set<Prefix> members = new HashSet<>();
    if (random.nextInt(10) > 0 && before.groups().get(id) instanceof Group.Addresses now) {
      members.addAll(now.prefixes());
    }
    boolean network = random.nextInt(40) == 0;
    IpAddress host = host(random.nextInt(HOSTS));
    members.add(network ? Prefix.covering(host, 30) : Prefix.of(host));
    return new Group.Addresses(id, members);
  }

  @Test
  void eachChangeIsInForceForTheNextPacket() {
    PolicySnapshot reference = start();
    Decider decider = Decider.of(reference);
    Random random = new Random(5);
    int turned = 0;
    for (int step = 1; step <= STEPS; step++) {
      List<Group> changed = List.of(change(reference, random));
      PolicySnapshot before = reference;
      reference = reference.withGroups(step, changed);
      decider = decider.withGroups(step, changed);
      for (int host = 0; host < HOSTS; host++) {
        for (byte[] frame : frames(host)) {
          Packet packet = Packet.of(frame);
          Decision expected = reference.decide(packet);
          String what = "step " + step + " host " + host + " " + changed + " " + frame.length;
          assertEquals(expected, decider.decide(packet), what);
          turned += expected.equals(before.decide(packet)) ? 0 : 1;
        }
      }
    }
    assertTrue(turned > STEPS / 2, "only " + turned + " decisions changed");
    assertEquals(reference, decider.snapshot());
    assertEquals(STEPS, decider.revision());
    assertTrue(decider.knows(group(7)) && decider.knows(MATES) && !decider.knows(GroupId.NTP));
    assertTrue(reference.rules(URL, Direction.FROM_DEVICE).size() > Long.SIZE, "one word would do");
  }
}
