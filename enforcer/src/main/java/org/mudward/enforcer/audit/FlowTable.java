package org.mudward.enforcer.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Decision;
import org.mudward.policy.Direction;
import org.mudward.policy.Packet;

/** All flows of a capture, found without making an object for each frame. */
final class FlowTable {
  /**
   * Flows that are told apart, some 50 MiB with an example of each. A scan of all ports of one host
   * fits; what comes after is counted by device and policy entry only.
   */
  static final int MAX_FLOWS = 100_000;

  private static final int FIRST_PLACES = 1024;

  private final FlowKey key = new FlowKey();
  private final ServedPorts ports;
  private @Nullable Flow[] places = new Flow[FIRST_PLACES];
  private int size;

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
      flow = new Flow(key, decision, packet, frame.number, frame.micros);
      places[place] = flow;
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

  /** Where the flow is, or would be. Half of all places are empty, so there is an end. */
  private int place(Decision decision) {
    int place = key.hash() & (places.length - 1);
    Flow flow = places[place];
    while (flow != null && !flow.is(key, decision)) {
      place = (place + 1) & (places.length - 1);
      flow = places[place];
    }
    return place;
  }

  private void grow() {
    List<Flow> all = flows();
    places = new Flow[2 * places.length];
    for (Flow flow : all) {
      int place = flow.hash() & (places.length - 1);
      while (places[place] != null) {
        place = (place + 1) & (places.length - 1);
      }
      places[place] = flow;
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
