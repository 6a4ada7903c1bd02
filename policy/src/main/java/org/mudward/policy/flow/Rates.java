package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.AccessControlList;
import org.mudward.policy.Device;
import org.mudward.policy.DevicePolicy;
import org.mudward.policy.Limitation;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Rate;

/**
 * The entries and meters that hold devices to the rates of their policies.
 *
 * <p>A rule of a list with a rate writes the number of the list where the class of the peer's
 * address was, which nobody asks for any more, and sends the packet past two tables: in each, one
 * entry for each device and list counts it against that device's own meter, in the first for
 * packets, in the second for bits. A packet meets only one meter a table, as OpenFlow 1.3 has it.
 */
final class Rates {
  /**
   * Half of the numbers there are: while the switch is being changed, the meters of the revision
   * before are still there. Those of samples come besides.
   */
  static final int MAX_METERS =
      (Meter.LAST - Meter.FIRST) / 2 - Samples.MAX_METERS - Admission.METERS;

  /** One for packets, one for bits. */
  private static final int METERS_OF_LIST = 2;

  private static final int METERED = 1;
  private static final int MISS = 0;
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;
  private static final long BITS_IN_KILOBIT = 1000;

  /** A frame of Ethernet has up to 12 kilobits; a smaller bucket would let none pass. */
  private static final long LEAST_KILOBITS = 16;

  private final Map<String, DevicePolicy> policies;
  private final Map<String, Integer> policyNumbers;
  private final Numbers numbers;
  private final EntryList entries;
  private final Map<Side, SortedMap<MacAddress, List<Held>>> held = new EnumMap<>(Side.class);
  private int size;
  private final Set<Limitation> limitations = new LinkedHashSet<>();

  /**
   * @param policies those in use, by id
   * @param policyNumbers their numbers
   */
  Rates(
      Map<String, DevicePolicy> policies,
      Map<String, Integer> policyNumbers,
      Numbers numbers,
      EntryList entries) {
    this.policies = policies;
    this.policyNumbers = policyNumbers;
    this.numbers = numbers;
    this.entries = entries;
    for (Side side : Side.values()) {
      held.put(side, new TreeMap<>());
    }
  }

  /** A meter with what it is numbered by, and the entry that leads through it. */
  private record Held(String content, Meter meter, FlowEntry entry) {}

  /** What an accepting rule of the list in this place does: past the meters, or past them not. */
  static FlowAction pass(Side side, AccessControlList list, int place) {
    return list.rate() == null
        ? new FlowAction.Goto(side.passTable(), 0, 0, false)
        : new FlowAction.Goto(
            side.packetRateTable(),
            Metadata.place(Metadata.ADDRESS_CLASS, place + 1),
            Metadata.ADDRESS_CLASS,
            false);
  }

  /** Adds the entries of the two tables of a side. */
  void addTo(Side side, Iterable<Device> devices) {
    if (policies.values().stream().anyMatch(policy -> isBounded(policy, side))) {
      devices.forEach(device -> add(side, device));
    }
    for (int table : List.of(side.packetRateTable(), side.bitRateTable())) {
      entries.add(table, MISS, FlowMatch.ANY, new FlowAction.Goto(table + 1, 0, 0, false));
    }
  }

  private static boolean isBounded(DevicePolicy policy, Side side) {
    return policy.lists(side.direction()).stream().anyMatch(list -> list.rate() != null);
  }

  /** Whether these devices more would leave some without a meter, or some are already. */
  boolean isFull(Iterable<Device> devices, Map<String, DevicePolicy> all) {
    int most = size;
    for (Device device : devices) {
      DevicePolicy policy = device.policy() == null ? null : all.get(device.policy());
      if (policy != null) {
        most += METERS_OF_LIST * (policy.fromDevice().size() + policy.toDevice().size());
      }
    }
    return !limitations.isEmpty() || most > MAX_METERS;
  }

  /** Adds the entries of a device. */
  void add(Side side, Device device) {
    DevicePolicy policy = device.policy() == null ? null : policies.get(device.policy());
    if (policy != null) {
      device(side, device.mac(), policy);
    }
  }

  /** Takes the entries of a device out again. */
  void remove(Side side, MacAddress mac) {
    List<Held> gone = held(side).remove(mac);
    for (Held one : gone == null ? List.<Held>of() : gone) {
      entries.remove(one.entry());
      numbers.release(Numbers.Kind.METER, one.content());
      size--;
    }
  }

  private SortedMap<MacAddress, List<Held>> held(Side side) {
    return Objects.requireNonNull(held.get(side));
  }

  private void device(Side side, MacAddress mac, DevicePolicy policy) {
    List<AccessControlList> lists = policy.lists(side.direction());
    for (int place = 0; place < lists.size(); place++) {
      Rate rate = lists.get(place).rate();
      if (rate != null) {
        Counted counted = new Counted(side, mac, policy, place);
        count(counted, Meter.Unit.PACKETS, rate.packetsPerSecond(), rate.seconds());
        count(counted, Meter.Unit.KILOBITS, rate.bitsPerSecond(), rate.seconds());
      }
    }
  }

  /** The traffic of one device by one list. */
  private record Counted(Side side, MacAddress mac, DevicePolicy policy, int place) {
    AccessControlList list() {
      return policy.lists(side.direction()).get(place);
    }
  }

  private void count(Counted counted, Meter.Unit unit, @Nullable Long bound, long seconds) {
    if (bound == null) {
      return;
    }
    if (size >= MAX_METERS) {
      limitations.add(
          Rate.limitation(
              counted.policy(),
              counted.list(),
              "more than " + MAX_METERS + " meters would be needed"));
      return;
    }
    int policyNumber = policyNumbers.getOrDefault(counted.policy().id(), 0);
    String content =
        "%s %s %d %d %s"
            .formatted(counted.side(), counted.mac(), policyNumber, counted.place(), unit);
    int number = numbers.of(Numbers.Kind.METER, content);
    FlowField party = counted.side().party();
    int table =
        unit == Meter.Unit.PACKETS
            ? counted.side().packetRateTable()
            : counted.side().bitRateTable();
    FlowMatch match =
        FlowMatch.of(party, Masked.exact(party, counted.mac().bits()))
            .and(FlowField.METADATA, Metadata.part(Metadata.POLICY, policyNumber))
            .and(FlowField.METADATA, Metadata.part(Metadata.ADDRESS_CLASS, counted.place() + 1));
    FlowEntry entry =
        new FlowEntry(table, METERED, match, new FlowAction.Metered(number, table + 1));
    entries.add(entry);
    held(counted.side())
        .computeIfAbsent(counted.mac(), mac -> new ArrayList<>())
        .add(new Held(content, meter(number, unit, bound, seconds), entry));
    size++;
  }

  /** As near as a meter comes: whole kilobits, rounded up; never nothing at all. */
  private static Meter meter(int number, Meter.Unit unit, long bound, long seconds) {
    boolean bits = unit == Meter.Unit.KILOBITS;
    long units = bits ? bound / BITS_IN_KILOBIT + Math.min(1, bound % BITS_IN_KILOBIT) : bound;
    long rate = Math.max(1, Math.min(MAX_UINT32, units));
    long longest = Math.max(1, seconds);
    long burst = rate > MAX_UINT32 / longest ? MAX_UINT32 : rate * longest;
    return new Meter(number, unit, rate, Math.max(bits ? LEAST_KILOBITS : 1, burst));
  }

  List<Meter> meters() {
    List<Meter> meters = new ArrayList<>();
    held.values()
        .forEach(of -> of.values().forEach(all -> all.forEach(one -> meters.add(one.meter()))));
    return meters;
  }

  List<Limitation> limitations() {
    return List.copyOf(limitations);
  }
}
