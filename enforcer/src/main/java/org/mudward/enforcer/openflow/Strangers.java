package org.mudward.enforcer.openflow;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what others did to the tables of one switch; of entries of theirs, when they change. */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  private List<String> reported = List.of();

  void report(FlowDifference difference) {
    for (InstalledFlow flow : difference.altered()) {
      LOG.warn("event=flow.altered-by-others restored=true {}", flow);
    }
    List<String> foreign = difference.foreign().stream().map(InstalledFlow::toString).toList();
    if (!foreign.equals(reported)) {
      String example = foreign.isEmpty() ? "none" : foreign.get(0);
      LOG.warn("event=flows.of-others count={} first=\"{}\"", foreign.size(), example);
      reported = foreign;
    }
  }
}
