package org.mudward.mud.manager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.DeviceEntry;
import org.mudward.mud.inventory.Inventory;
import org.mudward.mud.inventory.UrlHistory;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.manager.Assigned.Change;
import org.mudward.mud.manager.CommandException.Kind;
import org.mudward.policy.MacAddress;

/**
 * MUD URLs that the operator gives devices: all of a list, or none. Writer only.
 *
 * <p>His word stands above what a device proves or claims; the site file, which is his too, stands
 * above this.
 */
final class Assignments {
  /** Whoever has more mends these first. */
  private static final int MAX_PROBLEMS = 20;

  private final Line line;
  private final Instant now;
  private final String by;

  Assignments(Line line, Instant now, String by) {
    this.line = line;
    this.now = now;
    this.by = by;
  }

  /**
   * Gives devices their URLs.
   *
   * @param dryRun only says what would come of it
   * @throws CommandException if one of them cannot be given, with all that are so, one a line
   */
  List<Assigned> assign(List<Assignment> wanted, boolean dryRun) {
    List<String> problems = problems(wanted);
    if (!problems.isEmpty()) {
      throw new CommandException(Kind.CONFLICT, String.join("\n", problems));
    }
    List<Assigned> result = wanted.stream().map(this::assigned).toList();
    if (!dryRun) {
      result.stream().filter(one -> one.change() != Change.SAME).forEach(this::put);
    }
    return result;
  }

  private List<String> problems(List<Assignment> wanted) {
    List<String> problems = new ArrayList<>();
    for (Assignment one : wanted) {
      String problem = problem(one);
      if (problem != null) {
        problems.add(one.place().isEmpty() ? problem : one.place() + ": " + problem);
      }
    }
    Inventory inventory = line.inventory();
    long fresh = wanted.stream().filter(one -> inventory.device(one.mac()).isEmpty()).count();
    if (inventory.devices().size() + fresh > Inventory.MAX_DEVICES) {
      problems.add("there is room for " + Inventory.MAX_DEVICES + " devices and no more");
    }
    return problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS));
  }

  private @Nullable String problem(Assignment one) {
    if (line.devices().isGateway(one.mac())) {
      return one.mac() + " is the gateway";
    }
    MudUrl site = line.placements().siteUrl(one.mac());
    return site == null || site.equals(one.url())
        ? null
        : one.mac() + ": the site file says " + site;
  }

  private Assigned assigned(Assignment one) {
    MudUrl url = one.url();
    DeviceEntry device = line.inventory().device(one.mac()).orElse(null);
    MudUrl before = device == null ? null : device.url();
    return new Assigned(one.mac(), url, before, change(device, url));
  }

  private static Change change(@Nullable DeviceEntry device, MudUrl url) {
    if (device == null || device.url() == null) {
      return Change.NEW;
    }
    if (!url.equals(device.url())) {
      return Change.REPLACED;
    }
    Source source = Objects.requireNonNull(device.source());
    boolean settled = source.isWritten() && !device.departed() && device.urls().claim() == null;
    return settled ? Change.SAME : Change.CONFIRMED;
  }

  private void put(Assigned one) {
    MacAddress mac = one.mac();
    DeviceEntry device = line.inventory().device(mac).orElseGet(() -> DeviceEntry.seen(mac, now));
    Proof proof = one.url().equals(one.before()) ? device.urls().proof() : null;
    UrlHistory urls = device.urls().learnt(one.url(), Source.OPERATOR, proof);
    line.inventory().put(device.withUrls(urls).withDeparted(false).withRemark(""));
    String text = one.change() == Change.REPLACED ? "in place of " + one.before() : "";
    line.events().operator("operator.assign", mac, one.url(), text, by);
  }
}
