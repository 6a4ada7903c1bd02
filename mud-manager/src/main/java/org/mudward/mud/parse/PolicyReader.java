package org.mudward.mud.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudAcl;
import org.mudward.policy.Direction;
import org.mudward.policy.Rate;

/** Reads from- or to-device-policy: the names of the lists that apply (RFC 8520 section 3.3). */
final class PolicyReader {
  private final Direction direction;
  private final String node;
  private final List<JsonObject.Item> references = new ArrayList<>();
  private final List<BandwidthReader.Service> services = new ArrayList<>();
  private @Nullable Report report;

  PolicyReader(@Nullable JsonObject mud, Direction direction, Extensions extensions) {
    this.direction = direction;
    node = direction + "-policy";
    JsonObject policy = mud == null ? null : mud.object(node, "MF-17");
    if (policy != null) {
      report = policy.report();
      read(policy, policy.report(), extensions);
    }
  }

  private void read(JsonObject policy, Report to, Extensions extensions) {
    JsonObject lists = policy.object("access-lists", "MF-17");
    if (lists != null) {
      for (JsonObject entry : lists.objects("access-list", "MF-17")) {
        reference(entry, to);
      }
      lists.ignoreRest("access-lists");
    }
    services.addAll(extensions.readPolicy(policy));
    policy.ignoreRest(node);
    if (references.isEmpty()) {
      to.warning(
          "DF-07",
          policy.pointer(),
          "RFC 8520 3.3",
          node + " names no list in access-lists/access-list: only the defaults apply that way.");
    }
  }

  private void reference(JsonObject entry, Report to) {
    String name = entry.key("name", "MF-17", "An entry of " + node);
    if (name != null && names().contains(name)) {
      to.error(
          "MF-18",
          entry.at("name"),
          "RFC 7950 7.8.2",
          "\"" + name + "\" is named twice in " + node + "; once is enough.");
    } else if (name != null) {
      references.add(new JsonObject.Item(name, entry.at("name")));
    }
    entry.ignoreRest("access-list");
  }

  /** The names of the lists, in the order of the file. */
  List<String> names() {
    return references.stream().map(JsonObject.Item::text).toList();
  }

  /** The lists themselves, without those that were left out. */
  List<MudAcl> choose(Map<String, AclReader.ReadAcl> lists) {
    List<MudAcl> chosen = new ArrayList<>();
    for (JsonObject.Item reference : references) {
      AclReader.ReadAcl list = lists.get(reference.text());
      if (list != null) {
        list.choose(direction).map(this::bounded).ifPresent(chosen::add);
      } else if (report != null) {
        report.lenient(
            "MF-17",
            reference.pointer(),
            "RFC 8520 3.3",
            "\"" + reference.text() + "\" should name a list of this file, and there is none",
            "it was skipped");
      }
    }
    if (report != null) {
      reportServices(lists, report);
    }
    return chosen;
  }

  /** A list with what is expected of it: of several services together, so that none is cut. */
  private MudAcl bounded(MudAcl list) {
    List<Rate> rates =
        services.stream()
            .filter(service -> service.acl().text().equals(list.name()))
            .map(BandwidthReader.Service::rate)
            .toList();
    return Rate.sum(rates).map(list::withRate).orElse(list);
  }

  /** Says what each service bounds. */
  private void reportServices(Map<String, AclReader.ReadAcl> lists, Report to) {
    for (BandwidthReader.Service service : services) {
      String name = service.acl().text();
      if (!lists.containsKey(name)) {
        to.error(
            "BW-01",
            service.acl().pointer(),
            BandwidthReader.SECTION,
            "\"" + name + "\" should name a list of this file, and there is none.");
      } else if (!names().contains(name)) {
        to.notice(
            "BW-01",
            service.acl().pointer(),
            BandwidthReader.SECTION,
            "\"" + name + "\" is no list of " + node + ": nothing is bounded.");
      } else {
        to.notice(
            "BW-01",
            service.acl().pointer(),
            BandwidthReader.SECTION,
            "Each device may use \"" + name + "\" for " + service.rate() + ".");
      }
    }
  }
}
