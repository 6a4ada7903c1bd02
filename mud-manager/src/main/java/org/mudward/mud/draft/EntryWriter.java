package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortRange;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;
import org.mudward.policy.observe.Traffic;

/**
 * Writes the entries of relations: both ways of connections, and of anything else the ways that are
 * used. Of the ports only that of the service is in them, and the other one where it is always the
 * same number. Ports of services that follow each other are one range.
 */
final class EntryWriter {
  /** Of one policy and family. A file with more is not read by people; real ones have 10 to 200. */
  static final int MAX_ENTRIES = 256;

  /** RFC 8519 section 4.1, for the names of entries. */
  private static final int MAX_NAME = 64;

  private final List<DraftEntry> entries = new ArrayList<>();
  private final Set<Observation> noRoom = new LinkedHashSet<>();
  private final Map<Place, Set<String>> names = new HashMap<>();
  private final Map<Place, List<MudAce>> accepting = new HashMap<>();

  /** The lists that an entry may belong to. */
  private record Place(Direction direction, Family family) {}

  /**
   * Starts beside what is in the file.
   *
   * @param file whose entries keep their names
   */
  EntryWriter(MudFile file) {
    take(file.fromDevice(), Direction.FROM_DEVICE);
    take(file.toDevice(), Direction.TO_DEVICE);
  }

  private void take(List<MudAcl> lists, Direction direction) {
    for (MudAcl list : lists) {
      Place place = new Place(direction, list.family());
      Set<String> taken = names(place);
      list.aces().forEach(ace -> taken.add(ace.name()));
      accepting
          .computeIfAbsent(place, p -> new ArrayList<>())
          .addAll(list.aces().stream().filter(ace -> ace.verdict() == Verdict.ACCEPT).toList());
    }
  }

  private Set<String> names(Place place) {
    return names.computeIfAbsent(place, p -> new HashSet<>());
  }

  /** What was written. */
  List<DraftEntry> entries() {
    return entries;
  }

  /** What there was no room for. */
  Set<Observation> noRoom() {
    return noRoom;
  }

  /** Writes the entries of all relations, which are sorted. */
  void write(List<Relation> relations) {
    int next = 0;
    while (next < relations.size()) {
      Relation run = new Relation(relations.get(next).key());
      run.addAll(relations.get(next++));
      int last = run.key().service();
      while (next < relations.size() && continues(run, last, relations.get(next))) {
        run.addAll(relations.get(next++));
        last++;
      }
      write(run, last);
    }
  }

  private boolean continues(Relation run, int last, Relation next) {
    return run.key().isBefore(next.key(), last)
        && !run.isBetweenEqualPorts()
        && !next.isBetweenEqualPorts()
        && isNeeded(run, Direction.FROM_DEVICE) == isNeeded(next, Direction.FROM_DEVICE)
        && isNeeded(run, Direction.TO_DEVICE) == isNeeded(next, Direction.TO_DEVICE);
  }

  /**
   * Whether something is refused this way that can be permitted; or the answer of a connection
   * would be, if it came: no frame tells of that one, so the file itself is asked.
   */
  private boolean isNeeded(Relation relation, Direction direction) {
    Traffic traffic = relation.traffic(direction);
    Direction serves =
        relation.key().servedByDevice() ? Direction.FROM_DEVICE : Direction.TO_DEVICE;
    long wrongWay = direction == serves ? traffic.straysRefused() : 0;
    boolean isTcp = relation.key().protocol() == Protocol.TCP;
    return traffic.refused() > wrongWay
        || (isTcp && traffic.frames() == 0 && !isAccepted(relation, direction));
  }

  /** Whether an entry of the file says of this way what would be written, or asks for less. */
  private boolean isAccepted(Relation relation, Direction direction) {
    Relation.Key key = relation.key();
    List<Condition> wanted = conditions(relation, key.service(), direction);
    return accepting.getOrDefault(new Place(direction, key.family()), List.of()).stream()
        .anyMatch(
            ace ->
                key.target().peers().containsAll(ace.peers())
                    && ace.conditions().stream().allMatch(asked -> isIn(asked, wanted)));
  }

  private static boolean isIn(Condition asked, List<Condition> wanted) {
    return wanted.stream().anyMatch(mine -> mine.equals(asked) || isNarrower(mine, asked));
  }

  private static boolean isNarrower(Condition mine, Condition asked) {
    return mine instanceof Condition.PortIn one
        && asked instanceof Condition.PortIn other
        && one.end() == other.end()
        && one.ports().ranges().stream().allMatch(range -> isIn(range, other.ports()));
  }

  /** The ranges of a set are apart, so that one of them has the other range whole. */
  private static boolean isIn(PortRange range, PortSet ports) {
    return ports.ranges().stream()
        .anyMatch(other -> other.low() <= range.low() && range.high() <= other.high());
  }

  private void write(Relation run, int last) {
    for (Direction direction : Direction.values()) {
      if (isNeeded(run, direction)) {
        write(run, last, direction);
      }
    }
  }

  private void write(Relation run, int last, Direction direction) {
    Relation.Key key = run.key();
    Set<String> taken = names(new Place(direction, key.family()));
    if (taken.size() >= MAX_ENTRIES) {
      noRoom.addAll(run.members());
      return;
    }
    String name = unique(key, service(key, last), taken);
    MudAce ace =
        new MudAce(
            name, key.target().peers(), conditions(run, last, direction), Verdict.ACCEPT, "");
    entries.add(
        new DraftEntry(
            direction, key.family(), ace, run.evidence(direction), key.target().isLiteral()));
  }

  private static List<Condition> conditions(Relation run, int last, Direction direction) {
    Relation.Key key = run.key();
    List<Condition> conditions = key.target().conditions(direction);
    conditions.add(Condition.FieldIs.of(Field.PROTOCOL, key.protocol()));
    if (key.protocol() == Protocol.TCP) {
      conditions.add(
          new Condition.InitiatedBy(
              key.servedByDevice() ? Direction.TO_DEVICE : Direction.FROM_DEVICE));
    }
    if (key.hasPorts()) {
      End service = key.servedByDevice() ? direction.peer().opposite() : direction.peer();
      PortSet ports = PortSet.of(key.service(), last);
      conditions.add(new Condition.PortIn(service, ports));
      if (run.isBetweenEqualPorts()) {
        conditions.add(new Condition.PortIn(service.opposite(), ports));
      }
    } else if (key.isIcmp()) {
      conditions.add(Condition.FieldIs.of(Field.ICMP_TYPE, key.icmpType(direction)));
    }
    return conditions;
  }

  private static String service(Relation.Key key, int last) {
    if (key.hasPorts()) {
      return Protocol.name(key.protocol()) + "-" + new PortRange(key.service(), last);
    }
    String protocol = key.isIcmp() ? "icmp" : "protocol-" + key.protocol();
    return key.isIcmp() ? protocol + "-" + key.service() : protocol;
  }

  /** Such as {@code api.example.com-tcp-443}, and {@code own-tcp-80-for-local-networks}. */
  private static String unique(Relation.Key key, String service, Set<String> taken) {
    String before = key.servedByDevice() ? "own-" + service + "-for-" : "";
    String after = key.servedByDevice() ? "" : "-" + service;
    String whom = key.target().text();
    for (int number = 1; ; number++) {
      String end = number == 1 ? after : after + "-" + number;
      int room = MAX_NAME - before.length() - end.length();
      String name = before + (whom.length() > room ? whom.substring(0, room) : whom) + end;
      if (taken.add(name)) {
        return name;
      }
    }
  }
}
