package org.mudward.policy.filter;

import static org.mudward.policy.filter.FilterField.EXTENSION_FRAGMENT_OFFSET;
import static org.mudward.policy.filter.FilterField.EXTENSION_LENGTH;
import static org.mudward.policy.filter.FilterField.EXTENSION_NEXT_HEADER;
import static org.mudward.policy.filter.FilterField.IP6_LENGTH;
import static org.mudward.policy.filter.FilterField.IP6_NEXT_HEADER;
import static org.mudward.policy.filter.FilterField.IP_HEADER_LENGTH;
import static org.mudward.policy.filter.FilterField.IP_LENGTH;
import static org.mudward.policy.filter.FilterField.L4_PROTOCOL;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.mudward.policy.Family;
import org.mudward.policy.Limitation;
import org.mudward.policy.Origin;
import org.mudward.policy.Protocol;
import org.mudward.policy.filter.FilterTest.In;
import org.mudward.policy.filter.FilterTest.Span;

/**
 * The packets of parties with a policy that nftables shows otherwise than they are, and that are
 * therefore dropped before any rule.
 *
 * <p>The kernel reads headers from the frame, not from the packet in it: what stands behind the end
 * that the IP header names is padding, but ports are read from it all the same. So a header of
 * layer 4 must lie before that end. Of IPv6 this is only known where at most one extension header
 * of 8 octets comes first. A packet whose IP header lies has no protocol for the kernel, and every
 * test of it fails.
 */
final class Guards {
  static final String IP = "guard_ip";
  static final String IP6 = "guard_ip6";
  private static final String IP_WHOLE = "guard_ip_whole";
  private static final String IP6_WHOLE = "guard_ip6_whole";

  private static final int SHORTEST_IHL = 5;
  private static final int LONGEST_IHL = 15;
  private static final int HOP_BY_HOP = 0;
  private static final int FRAGMENT = 44;
  private static final int EXTENSION_OCTETS = 8;

  /** What the header of a protocol of a family has at least, in octets. */
  private static final Map<Integer, Integer> HEADERS_4 =
      new TreeMap<>(Map.of(Protocol.TCP, 20, Protocol.UDP, 8, Protocol.ICMP, 8));

  private static final Map<Integer, Integer> HEADERS_6 =
      new TreeMap<>(Map.of(Protocol.TCP, 20, Protocol.UDP, 8, Protocol.ICMPV6, 8));

  private static final FilterAction RETURN = new FilterAction.Return();
  private static final FilterAction DROP = new FilterAction.Drop();

  /** Where the chains are stricter than any snapshot, whatever its rules. */
  static final List<Limitation> LIMITATIONS =
      List.of(
          general("TCP, UDP, ICMP and ICMPv6 packets are dropped whose header is not whole"),
          general(
              "IPv6 packets are dropped whose extension headers are cut short, or are other than"
                  + " one hop-by-hop header of 8 octets or one fragment header"),
          general("frames with more than one VLAN tag, or with a tag of type 0x9100, are dropped"));

  private Guards() {}

  private static Limitation general(String text) {
    return new Limitation(Origin.NO_MATCH, text);
  }

  /** The chain that looks at packets of a family first. */
  static String chain(Family family) {
    return family == Family.IPV4 ? IP : IP6;
  }

  static List<FilterChain> chains() {
    In readable = new In(L4_PROTOCOL, List.of(new Span(0, Protocol.MAX)), false);
    return List.of(
        chain(
            IP,
            List.of(FilterRule.of(new FilterAction.Goto(IP_WHOLE), readable), FilterRule.of(DROP))),
        chain(IP_WHOLE, four()),
        chain(
            IP6,
            List.of(
                FilterRule.of(new FilterAction.Goto(IP6_WHOLE), readable), FilterRule.of(DROP))),
        chain(IP6_WHOLE, six()));
  }

  private static FilterChain chain(String name, List<FilterRule> rules) {
    return new FilterChain(name, FilterChain.Kind.GUARD, null, rules);
  }

  private static List<FilterRule> four() {
    List<FilterRule> rules = new ArrayList<>();
    rules.add(FilterRule.of(RETURN, new FilterTest.LaterFragment(Family.IPV4)));
    for (int words = SHORTEST_IHL; words <= LONGEST_IHL; words++) {
      for (Map.Entry<Integer, Integer> header : HEADERS_4.entrySet()) {
        rules.add(
            FilterRule.of(
                RETURN,
                In.of(L4_PROTOCOL, header.getKey()),
                In.of(IP_HEADER_LENGTH, words),
                In.atLeast(IP_LENGTH, 4L * words + header.getValue())));
      }
    }
    rules.add(FilterRule.of(DROP, new In(L4_PROTOCOL, spans(HEADERS_4::containsKey), false)));
    return rules;
  }

  private static List<FilterRule> six() {
    List<FilterRule> rules = new ArrayList<>();
    In plain = In.of(EXTENSION_LENGTH, 0);
    In hopByHop = In.of(IP6_NEXT_HEADER, HOP_BY_HOP);
    In fragment = In.of(IP6_NEXT_HEADER, FRAGMENT);
    FilterTest first = new FilterTest.Is(EXTENSION_FRAGMENT_OFFSET, 0x1FFF, 0, false);
    rules.addAll(whole(IP6_NEXT_HEADER, 0));
    rules.addAll(whole(EXTENSION_NEXT_HEADER, EXTENSION_OCTETS, hopByHop, plain));
    rules.addAll(whole(EXTENSION_NEXT_HEADER, EXTENSION_OCTETS, fragment, first));
    rules.add(
        FilterRule.of(
            RETURN,
            new FilterTest.LaterFragment(Family.IPV6),
            new In(EXTENSION_NEXT_HEADER, spans(Protocol::isExtensionHeader), true),
            In.atLeast(IP6_LENGTH, EXTENSION_OCTETS)));
    rules.add(FilterRule.of(DROP));
    return rules;
  }

  /** Whole headers of layer 4 behind this many octets of extension headers. */
  private static List<FilterRule> whole(FilterField next, int before, FilterTest... tests) {
    List<FilterRule> rules = new ArrayList<>();
    HEADERS_6.forEach(
        (protocol, octets) -> rules.add(whole(In.of(next, protocol), before + octets, tests)));
    In other =
        new In(next, spans(n -> Protocol.isExtensionHeader(n) || HEADERS_6.containsKey(n)), true);
    rules.add(whole(other, before, tests));
    return rules;
  }

  private static FilterRule whole(FilterTest next, int octets, FilterTest... tests) {
    List<FilterTest> all = new ArrayList<>(List.of(tests));
    all.add(next);
    if (octets > 0) {
      all.add(In.atLeast(IP6_LENGTH, octets));
    }
    return new FilterRule(all, RETURN, null);
  }

  private static List<Span> spans(IntPredicate which) {
    return IntStream.rangeClosed(0, Protocol.MAX).filter(which).mapToObj(Span::of).toList();
  }
}
