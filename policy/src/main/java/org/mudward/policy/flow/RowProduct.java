package org.mudward.policy.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several demands of which each has alternatives, to be multiplied out to matches.
 *
 * <p>Immutable. Two demands on the same field must speak of different bits, as the parts of the
 * metadata do.
 */
record RowProduct(List<Demand> demands) {
  static final RowProduct ONE = new RowProduct(List.of());

  /** A field with the alternatives of which one must hold; one without bits always does. */
  record Demand(FlowField field, List<Masked> alternatives) {}

  RowProduct {
    demands = List.copyOf(demands);
  }

  RowProduct with(FlowField field, List<Masked> alternatives) {
    List<Demand> more = new ArrayList<>(demands);
    more.add(new Demand(field, alternatives));
    return new RowProduct(more);
  }

  RowProduct with(FlowField field, Masked value) {
    return with(field, List.of(value));
  }

  RowProduct with(Map<FlowField, List<Masked>> fields) {
    RowProduct product = this;
    for (Map.Entry<FlowField, List<Masked>> field : fields.entrySet()) {
      product = product.with(field.getKey(), field.getValue());
    }
    return product;
  }

  /** The number of matches, or {@link Long#MAX_VALUE} if that is too large to count. */
  long size() {
    long size = 1;
    for (Demand demand : demands) {
      int factor = demand.alternatives().size();
      if (factor == 0) {
        return 0;
      }
      size = size > Long.MAX_VALUE / factor ? Long.MAX_VALUE : size * factor;
    }
    return size;
  }

  /** One match for each choice of alternatives, in order. */
  List<FlowMatch> rows() {
    List<FlowMatch> rows = List.of(FlowMatch.ANY);
    for (Demand demand : demands) {
      List<FlowMatch> longer = new ArrayList<>(rows.size() * demand.alternatives().size());
      for (FlowMatch row : rows) {
        for (Masked value : demand.alternatives()) {
          boolean any = value.maskHigh() == 0 && value.maskLow() == 0;
          longer.add(any ? row : row.and(demand.field(), value));
        }
      }
      rows = longer;
    }
    return rows;
  }
}
