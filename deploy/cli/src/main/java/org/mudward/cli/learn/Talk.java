package org.mudward.cli.learn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mudward.cli.audit.Words;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;
import org.mudward.policy.observe.Conversation;

/** How conversations are written, for programs and for people. */
final class Talk {
  private Talk() {}

  /** The address of the peer; its MAC address where there is no IP. */
  static String peer(Conversation conversation) {
    IpAddress address = conversation.peer();
    return address == null ? conversation.peerMac().toString() : address.toString();
  }

  private static String protocol(Conversation conversation) {
    return Words.protocol(conversation.peer() != null, conversation.protocol());
  }

  private static boolean hasPorts(Conversation conversation) {
    int protocol = conversation.protocol();
    return conversation.peer() != null
        && (protocol == Protocol.TCP || protocol == Protocol.UDP)
        && conversation.service() != Conversation.NONE;
  }

  /** Such as {@code tcp 443 of the peer}, {@code icmp type 8} or {@code protocol 2}. */
  static String service(Conversation conversation) {
    String protocol = protocol(conversation);
    if (hasPorts(conversation)) {
      String whose = conversation.servedByDevice() ? " of the device" : " of the peer";
      return protocol + " " + conversation.service() + whose;
    }
    if (protocol.isEmpty()) {
      return "hidden protocol";
    }
    boolean isNumber = Character.isDigit(protocol.charAt(0)) && conversation.peer() != null;
    String name = isNumber ? "protocol " + protocol : protocol;
    return conversation.service() == Conversation.NONE
        ? name
        : name + " type " + conversation.service();
  }

  static void put(Map<String, Object> object, Conversation conversation) {
    object.put("peer", peer(conversation));
    object.put("protocol", protocol(conversation));
    if (hasPorts(conversation)) {
      object.put("port", conversation.service());
      object.put("served_by", conversation.servedByDevice() ? "device" : "peer");
    } else if (conversation.service() != Conversation.NONE) {
      object.put("type", conversation.service());
    }
  }

  static void putTimes(
      Map<String, Object> object, long firstFrame, long firstMicros, long lastMicros) {
    object.put("first_frame", firstFrame);
    if (firstMicros != Conversation.NO_TIME) {
      object.put("first", Words.time(firstMicros));
      object.put("last", Words.time(lastMicros));
    }
  }

  /** A conversation with what was counted of it. */
  static Map<String, Object> asJson(Conversation conversation) {
    Map<String, Object> object = new LinkedHashMap<>();
    put(object, conversation);
    object.put("sent", conversation.sent().frames());
    object.put("received", conversation.received().frames());
    if (conversation.protocol() == Protocol.TCP) {
      object.put("opened", conversation.asked().opened());
      object.put("answered", conversation.served().answered());
    }
    putTimes(
        object, conversation.firstFrame(), conversation.firstMicros(), conversation.lastMicros());
    return object;
  }
}
