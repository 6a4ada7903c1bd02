package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Packet;

/** All flows of a capture, found without making an object for each frame. */
final class FlowTable {
  /**
   * Flows that are told apart, some 35 MiB with an example of each. A scan of all ports of one host
   * fits; what comes after is counted by device and policy entry only.
   */
  static final int MAX_FLOWS = 100_000;

  private static final int FIRST_PLACES = 1024;

  /** Addresses of devices that are not made again for each flow; two may fall on one place. */
  private static final int OWN_PLACES = 4096;

  private final FlowKey key = new FlowKey();
  private final ServedPorts ports;
  private @Nullable Flow[] places = new Flow[FIRST_PLACES];

  /** That of the flow in each place: most others are told apart without looking at them. */
  private int[] hashes = new int[FIRST_PLACES];

  private int size;

  private final @Nullable IpAddress[] owners = new IpAddress[OWN_PLACES];

  FlowTable(ServedPorts ports) {
    this.ports = ports;
  }

  /**
   * Counts a frame; returns the flow that counts it.
   *
   * @param data of the packet
   * @param frame the number, time and size of the frame
   */
  Flow count(
      Packet packet, PacketData data, Direction direction, Decision decision, FrameFacts frame) {
    int flags = packet.tcpFlags();
    ports.see(packet, flags);
    key.set(packet, direction, ports);
    int place = place(decision);
    if (places[place] == null && size >= MAX_FLOWS) {
      key.setRest();
      place = place(decision);
    }
    Flow flow = places[place];
    if (flow == null) {
      IpAddress own = own(packet, direction.peer().opposite());
      flow = new Flow(key, decision, packet, own, frame.number, frame.micros);
      places[place] = flow;
      hashes[place] = key.hash();
      size++;
      if (2 * size > places.length) {
        grow();
      }
    }
    flow.count(packet, data, frame);
    if (ServedPorts.isAnswer(flags)) {
      flow.answers();
    }
    return flow;
  }

  /** The address of an end; mostly the object that the last flow of that host has, too. */
  private @Nullable IpAddress own(Packet packet, End end) {
    Family family = packet.family();
    if (family == null) {
      return null;
    }
    IpAddress address = new IpAddress(family, packet.addressHigh(end), packet.addressLow(end));
    int place = address.hashCode() & (OWN_PLACES - 1);
    IpAddress known = owners[place];
    if (!address.equals(known)) {
      owners[place] = address;
      return address;
    }
    return known;
  }

  /** Where the flow is, or would be. Half of all places are empty, so there is an end. */
  private int place(Decision decision) {
    int hash = key.hash();
    int place = hash & (places.length - 1);
    Flow flow = places[place];
    while (flow != null && (hashes[place] != hash || !flow.is(key, decision))) {
      place = (place + 1) & (places.length - 1);
      flow = places[place];
    }
    return place;
  }

  private void grow() {
    @Nullable Flow[] all = places;
    int[] before = hashes;
    places = new Flow[2 * all.length];
    hashes = new int[places.length];
    for (int i = 0; i < all.length; i++) {
      if (all[i] != null) {
        int place = before[i] & (places.length - 1);
        while (places[place] != null) {
          place = (place + 1) & (places.length - 1);
        }
        places[place] = all[i];
        hashes[place] = before[i];
      }
    }
  }

  /** All of them, in no order. */
  List<Flow> flows() {
    List<Flow> flows = new ArrayList<>();
    for (Flow flow : places) {
      if (flow != null) {
        flows.add(flow);
      }
    }
    return flows;
  }
}
