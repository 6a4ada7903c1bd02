package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Condition;
import org.mudward.policy.End;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.Limitation;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Rule;
import org.mudward.policy.Verdict;

/**
 * Turns one rule into the matches that mean it.
 *
 * <p>A later fragment shows a flow switch zero for everything behind the IP header, and in IPv6 not
 * even its protocol. So an accepting rule that asks for ports never speaks of later fragments, and
 * a dropping rule that asks for them speaks of every later fragment that could be meant: hiding a
 * header opens nothing.
 */
final class RuleRows {
  /**
   * How many entries one rule may become. Two odd port ranges make 900, several classes of peers a
   * few times that; a rule beyond this would take the switch from all others.
   */
  static final int MAX_ROWS = 4096;

  /** The bit of {@link FlowField#IP_FRAGMENT} that later fragments have. */
  static final long LATER = 2;

  static final Masked LATER_FRAGMENT = Masked.of(LATER, LATER);
  static final Masked NO_LATER_FRAGMENT = Masked.of(0, LATER);

  private final Side side;
  private final Peers peers;
  private final boolean tracking;
  private final List<Limitation> limitations;

  /**
   * @param tracking whether the switch follows connections
   */
  RuleRows(Side side, Peers peers, boolean tracking, List<Limitation> limitations) {
    this.side = side;
    this.peers = peers;
    this.tracking = tracking;
    this.limitations = limitations;
  }

  /**
   * The matches of a rule.
   *
   * @param base what all of them ask besides
   */
  List<FlowMatch> of(Rule rule, RowProduct base) {
    Family family = rule.match().family();
    if (family == null) {
      rule.match().conditions().forEach(RuleRows::checkLinkOnly);
    }
    RuleTerms terms = RuleTerms.of(rule, family, side.direction());
    if (terms.impossible()) {
      return List.of();
    }
    RowProduct head = peers.restrict(base.with(terms.network()), terms.peerGroups(), family);
    if (head.size() == 0) {
      return List.of();
    }
    return rule.verdict() == Verdict.ACCEPT
        ? accepting(rule, terms, head)
        : dropping(rule, terms, head, base);
  }

  private static void checkLinkOnly(Condition condition) {
    if (!(condition instanceof Condition.FieldIs is)
        || is.field().layer() != Field.Layer.ETHERNET) {
      throw new IllegalStateException("a rule of any frame asks for " + condition);
    }
  }

  private List<FlowMatch> accepting(Rule rule, RuleTerms terms, RowProduct head) {
    List<RowProduct> products =
        tracking && terms.asksWhoBegins()
            ? followed(terms, head)
            : packets(terms, head, asks(terms) ? NO_LATER_FRAGMENT : null, terms.ports());
    long size = size(products);
    if (size == 0) {
      return List.of();
    }
    if (!terms.inexpressible().isEmpty()) {
      limit(rule, "not accepted, because a flow switch cannot compare " + names(terms));
      return List.of();
    }
    if (size > MAX_ROWS) {
      limit(rule, "not accepted, because it needs more than " + MAX_ROWS + " flow entries");
      return List.of();
    }
    return rows(products);
  }

  private List<FlowMatch> dropping(Rule rule, RuleTerms terms, RowProduct head, RowProduct base) {
    List<RowProduct> products = packets(terms, head, null, terms.ports());
    products.addAll(hidden(terms, head));
    if (size(products) == 0) {
      return List.of();
    }
    if (rule.verdict() == Verdict.REJECT) {
      limit(rule, "dropped without an error to the sender, which a flow switch does not send");
    }
    if (!terms.inexpressible().isEmpty()) {
      limit(rule, "drops more, because a flow switch cannot compare " + names(terms));
    }
    if (size(products) > MAX_ROWS && !terms.ports().isEmpty()) {
      limit(rule, "drops every port, because it needs more than " + MAX_ROWS + " flow entries");
      products = packets(terms, head, null, Map.of());
      products.addAll(hidden(terms, head));
    }
    if (size(products) > MAX_ROWS) {
      limit(
          rule,
          "drops every packet of its family, because it needs more than "
              + MAX_ROWS
              + " flow entries");
      Family family = rule.match().family();
      products =
          List.of(
              family == null ? base : base.with(FlowField.ETHERTYPE, FlowFields.etherType(family)));
    }
    return rows(products);
  }

  /** Segments that begin a connection the right way, and those of one that was begun so. */
  private static List<RowProduct> followed(RuleTerms terms, RowProduct head) {
    boolean own = terms.isOfWhoBegins();
    RowProduct known = head.with(FlowField.CT_STATE, Tracking.under(own));
    List<RowProduct> products = packets(terms, known, NO_LATER_FRAGMENT, terms.ports());
    if (own) {
      Map<Field, List<Masked>> shown = new EnumMap<>(Field.class);
      shown.putAll(terms.transport());
      shown.put(
          Field.TCP_FLAGS,
          Tracking.beginning(terms.transport().getOrDefault(Field.TCP_FLAGS, List.of())));
      products.addAll(packets(terms, head, NO_LATER_FRAGMENT, terms.ports(), shown));
    }
    return products;
  }

  private static boolean asks(RuleTerms terms) {
    return !terms.ports().isEmpty() || !terms.transport().isEmpty();
  }

  /** The packets that show what is asked; one product for each protocol, or one for all. */
  private static List<RowProduct> packets(
      RuleTerms terms, RowProduct head, @Nullable Masked fragment, Map<End, PortSet> ports) {
    return packets(terms, head, fragment, ports, terms.transport());
  }

  private static List<RowProduct> packets(
      RuleTerms terms,
      RowProduct head,
      @Nullable Masked fragment,
      Map<End, PortSet> ports,
      Map<Field, List<Masked>> transport) {
    RowProduct start = fragment == null ? head : head.with(FlowField.IP_FRAGMENT, fragment);
    List<RowProduct> products = new ArrayList<>();
    BitSet protocols = terms.protocols();
    if (protocols == null) {
      products.add(start);
      return products;
    }
    for (int protocol : protocols.stream().toArray()) {
      if (terms.family() == Family.IPV6 && Protocol.isExtensionHeader(protocol)) {
        continue;
      }
      RowProduct product = start.with(FlowField.IP_PROTOCOL, protocol(protocol));
      for (Map.Entry<End, PortSet> port : ports.entrySet()) {
        product = product.with(portField(port.getKey(), protocol), PortMasks.of(port.getValue()));
      }
      for (Map.Entry<Field, List<Masked>> field : transport.entrySet()) {
        product = product.with(transportField(field.getKey(), terms.family()), field.getValue());
      }
      products.add(product);
    }
    return products;
  }

  /** The later fragments of which a dropping rule cannot know whether it means them. */
  private static List<RowProduct> hidden(RuleTerms terms, RowProduct head) {
    RowProduct later = head.with(FlowField.IP_FRAGMENT, LATER_FRAGMENT);
    BitSet protocols = terms.protocols();
    if (protocols == null) {
      return List.of();
    }
    if (terms.family() == Family.IPV6) {
      return List.of(later);
    }
    if (!asks(terms)) {
      return List.of();
    }
    return protocols.stream()
        .mapToObj(protocol -> later.with(FlowField.IP_PROTOCOL, protocol(protocol)))
        .toList();
  }

  private static Masked protocol(int number) {
    return Masked.exact(FlowField.IP_PROTOCOL, number);
  }

  private static FlowField portField(End end, int protocol) {
    if (protocol == Protocol.TCP) {
      return end == End.SOURCE ? FlowField.TCP_SOURCE : FlowField.TCP_DESTINATION;
    }
    return end == End.SOURCE ? FlowField.UDP_SOURCE : FlowField.UDP_DESTINATION;
  }

  private static FlowField transportField(Field field, @Nullable Family family) {
    boolean six = family == Family.IPV6;
    return switch (field) {
      case TCP_FLAGS -> FlowField.TCP_FLAGS;
      case ICMP_TYPE -> six ? FlowField.ICMPV6_TYPE : FlowField.ICMPV4_TYPE;
      case ICMP_CODE -> six ? FlowField.ICMPV6_CODE : FlowField.ICMPV4_CODE;
      default -> throw new IllegalStateException("no field of a flow switch: " + field);
    };
  }

  private static long size(List<RowProduct> products) {
    long size = 0;
    for (RowProduct product : products) {
      size = Math.min(size + Math.min(product.size(), MAX_ROWS + 1L), MAX_ROWS + 1L);
    }
    return size;
  }

  private static List<FlowMatch> rows(List<RowProduct> products) {
    List<FlowMatch> rows = new ArrayList<>();
    for (RowProduct product : products) {
      rows.addAll(product.rows());
    }
    return rows;
  }

  private static String names(RuleTerms terms) {
    return String.join(", ", terms.inexpressible().stream().map(Object::toString).toList());
  }

  private void limit(Rule rule, String text) {
    limitations.add(new Limitation(rule.origin(), text));
  }
}
