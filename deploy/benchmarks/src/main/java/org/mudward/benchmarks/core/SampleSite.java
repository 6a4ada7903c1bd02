package org.mudward.benchmarks.core;

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
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * A site as large as asked: models of devices, each with a MUD file that names hosts of its own on
 * the Internet, over IPv4 and IPv6, and other devices of its maker. The same numbers give the same
 * site.
 */
final class SampleSite {
  /** Where the gateway is. */
  static final MacAddress GATEWAY = MacAddress.parse("02:00:00:00:00:01");

  /** How many entries of a file speak of each name: to it and from it, in two families. */
  private static final int ENTRIES_PER_NAME = 4;

  private static final long FIRST_DEVICE = 0x0200_0100_0000L;
  private static final long FIRST_ADDRESS = 0x0A00_0002L;
  private static final long FIRST_HOST = 0xC612_0000L;
  private static final long DOCUMENTATION = 0x2001_0DB8_0000_0000L;
  private static final int HTTPS = 443;

  private final int files;
  private final int namesPerFile;

  private SampleSite(int files, int namesPerFile) {
    this.files = files;
    this.namesPerFile = namesPerFile;
  }

  /** A site of so many devices, MUD files, and names in all files together. */
  static PolicySnapshot of(int devices, int files, int names) {
    return new SampleSite(files, names / files).build(devices);
  }

  /** A site of one device whose file has so many entries that it sends by, IPv4 only. */
  static PolicySnapshot ofOneDevice(int rules) {
    SampleSite site = new SampleSite(1, rules);
    PolicySnapshot.Builder builder = PolicySnapshot.builder(1).gateway(GATEWAY);
    List<Rule> from = new ArrayList<>();
    for (int name = 0; name < rules; name++) {
      from.add(site.rule(0, name, Family.IPV4, Direction.FROM_DEVICE));
      builder.group(site.hosts(0, name, 0));
    }
    String url = url(0);
    return builder
        .policy(new DevicePolicy(url, url, List.of(list(Family.IPV4, from)), List.of()))
        .device(new Device(device(0), url, Set.of(address(0))))
        .build();
  }

  static MacAddress device(int number) {
    return new MacAddress(FIRST_DEVICE + number);
  }

  static IpAddress address(int number) {
    return new IpAddress(Family.IPV4, 0, FIRST_ADDRESS + number);
  }

  /** The IPv4 address behind a name. */
  static IpAddress host(int number) {
    return new IpAddress(Family.IPV4, 0, FIRST_HOST + number);
  }

  private static String url(int file) {
    return "https://maker" + file + ".example/model";
  }

  private static AccessControlList list(Family family, List<Rule> rules) {
    return new AccessControlList("list-" + family, family, rules);
  }

  private PolicySnapshot build(int devices) {
    PolicySnapshot.Builder site = PolicySnapshot.builder(1).gateway(GATEWAY);
    site.group(new Group.Addresses(GroupId.DNS, Set.of(Prefix.parse("10.0.0.1"))));
    site.group(new Group.Addresses(GroupId.NTP, Set.of(Prefix.parse("10.0.0.1"))));
    site.group(new Group.Addresses(GroupId.DHCP_SERVERS, Set.of(Prefix.parse("10.0.0.1"))));
    for (int file = 0; file < files; file++) {
      site.policy(policy(file));
      for (int name = 0; name < namesPerFile; name++) {
        site.group(hosts(file, name, 0));
      }
      List<MacAddress> members = new ArrayList<>();
      for (int number = file; number < devices; number += files) {
        members.add(device(number));
      }
      site.group(new Group.Devices(maker(file), Set.copyOf(members)));
    }
    for (int number = 0; number < devices; number++) {
      site.device(new Device(device(number), url(number % files), Set.of(address(number))));
    }
    return site.build();
  }

  private DevicePolicy policy(int file) {
    List<AccessControlList> from = new ArrayList<>();
    List<AccessControlList> to = new ArrayList<>();
    for (Family family : Family.values()) {
      from.add(list(family, rules(file, family, Direction.FROM_DEVICE)));
      to.add(list(family, rules(file, family, Direction.TO_DEVICE)));
    }
    return new DevicePolicy(url(file), url(file), from, to);
  }

  private List<Rule> rules(int file, Family family, Direction direction) {
    List<Rule> rules = new ArrayList<>();
    for (int name = 0; name < namesPerFile; name++) {
      rules.add(rule(file, name, family, direction));
    }
    rules.add(
        new Rule(
            new Origin(url(file), "list-" + family, "same-maker"),
            new Match(
                family,
                List.of(
                    Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP),
                    new Condition.PortIn(End.DESTINATION, PortSet.of(5683)),
                    new Condition.PeerIn(maker(file)))),
            Verdict.ACCEPT));
    return rules;
  }

  private Rule rule(int file, int name, Family family, Direction direction) {
    End server = direction == Direction.FROM_DEVICE ? End.DESTINATION : End.SOURCE;
    return new Rule(
        new Origin(url(file), "list-" + family, "name" + name),
        new Match(
            family,
            List.of(
                Condition.FieldIs.of(Field.PROTOCOL, Protocol.TCP),
                new Condition.PortIn(server, PortSet.of(HTTPS)),
                new Condition.InitiatedBy(Direction.FROM_DEVICE),
                new Condition.PeerIn(name(file, name)))),
        Verdict.ACCEPT);
  }

  private static GroupId maker(int file) {
    return new GroupId("manufacturer:maker" + file + ".example");
  }

  private static GroupId name(int file, int name) {
    return new GroupId("dns:host" + name + ".maker" + file + ".example");
  }

  /**
   * The hosts behind a name.
   *
   * @param shift added to their addresses, as an answer of the DNS may
   */
  Group.Addresses hosts(int file, int name, int shift) {
    int number = file * namesPerFile + name + shift;
    return new Group.Addresses(
        name(file, name),
        Set.of(
            Prefix.of(host(number)), Prefix.of(new IpAddress(Family.IPV6, DOCUMENTATION, number))));
  }

  /** The site after an answer of the DNS: one name of the first file has another address. */
  static PolicySnapshot afterAnswer(PolicySnapshot site, int files, int names, int shift) {
    SampleSite same = new SampleSite(files, names / files);
    return site.withGroups(site.revision() + 1, List.of(same.hosts(0, 0, names + shift)));
  }

  /** How many entries the files of a site have. */
  static int entries(int files, int names) {
    return ENTRIES_PER_NAME * (names + files);
  }
}
