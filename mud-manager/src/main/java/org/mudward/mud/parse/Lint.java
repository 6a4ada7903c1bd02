package org.mudward.mud.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Direction;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.PortSet;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;

/** Points out what a file may say and its author probably does not mean. Nothing here refuses. */
final class Lint {
  private static final String MUD = "/ietf-mud:mud";

  /** RFC 8520 section 17.7. */
  private static final String DNS = "urn:ietf:params:mud:dns";

  private static final String NTP = "urn:ietf:params:mud:ntp";
  private static final String URN = "urn:ietf:params:mud:";

  /** RFC 8520 section 3.5: below, every maker's server is asked every day by every device. */
  private static final int SHORT_VALIDITY = 24;

  /** RFC 8520 section 3.7, in characters of display. */
  private static final int MAX_SYSTEMINFO = 60;

  /** What IPv6 calls protocols and are none: the protocol is the one behind them. */
  private static final Set<Long> EXTENSION_HEADERS =
      Set.of(0L, 43L, 44L, 51L, 60L, 135L, 139L, 140L);

  private final MudFile file;
  private final Report report;

  Lint(MudFile file, Report report) {
    this.file = file;
    this.report = report;
  }

  void run() {
    leaves();
    url();
    policy(file.fromDevice(), Direction.FROM_DEVICE);
    policy(file.toDevice(), Direction.TO_DEVICE);
    new ReplyLint(file, report).run();
    quarantine();
  }

  private void quarantine() {
    Set<String> names = file.quarantineAces();
    if (names == null) {
      return;
    }
    Set<String> known = new HashSet<>();
    Stream.concat(file.fromDevice().stream(), file.toDevice().stream())
        .flatMap(list -> list.aces().stream())
        .forEach(ace -> known.add(ace.name()));
    names.stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(
            name ->
                report.warning(
                    "MF-15",
                    MUD + "/" + QuarantineReader.NODE,
                    "RFC 8520 3.9",
                    "\"" + name + "\" is to stay in quarantine, but no entry in use is named so."));
  }

  private void leaves() {
    long hours = file.cacheValidity().toHours();
    if (hours < SHORT_VALIDITY) {
      report.warning(
          "MF-10",
          MUD + "/cache-validity",
          "RFC 8520 3.5",
          "cache-validity is " + hours + " hours; at least 24 are recommended.");
    }
    String systeminfo = file.info().getOrDefault("systeminfo", "");
    int length = systeminfo.codePointCount(0, systeminfo.length());
    if (length > MAX_SYSTEMINFO) {
      report.warning(
          "MF-12",
          MUD + "/systeminfo",
          "RFC 8520 3.7",
          "systeminfo has " + length + " characters and should not exceed 60.");
    }
    for (String revision : List.of("firmware-rev", "software-rev")) {
      if (file.info().containsKey(revision)) {
        report.notice(
            "MF-16",
            MUD + "/" + revision,
            "RFC 8520 3.8",
            revision + " is right only if the device's MUD URL changes with its firmware.");
      }
    }
    if (file.signature() == null) {
      report.warning(
          "SG-14",
          MUD,
          "RFC 8520 13.1",
          "mud-signature is missing; an unsigned file waits until a person approves it.");
    }
    if (!file.supported()) {
      report.notice(
          "MF-11",
          MUD + "/is-supported",
          "RFC 8520 3.6",
          "The maker no longer supports the device: neither it nor this file gets updates.");
    }
  }

  private void url() {
    boolean query = file.mudUrl().uri().getRawQuery() != null;
    if (query || file.mudUrl().uri().getRawFragment() != null) {
      report.warning(
          "MF-06",
          MUD + "/mud-url",
          "RFC 8520 3.2",
          "mud-url has a "
              + (query ? "query" : "fragment")
              + "; a MUD URL names a kind of device and needs none.");
    }
  }

  private void policy(List<MudAcl> lists, Direction direction) {
    PortLint ports = new PortLint(report);
    for (MudAcl list : lists) {
      for (MudAce ace : list.aces()) {
        entry(ace, list.family(), direction);
        ports.run(ace, direction);
      }
    }
  }

  private void entry(MudAce ace, Family family, Direction direction) {
    boolean accepts = ace.verdict() == Verdict.ACCEPT;
    if (accepts && ace.peers().isEmpty() && !hasPeerAddress(ace, direction)) {
      String what = ace.conditions().isEmpty() ? "every packet of its family" : "any host";
      report.warning(
          "AC-11",
          ace.pointer(),
          "RFC 8520 2",
          "The entry accepts "
              + what
              + (direction == Direction.FROM_DEVICE ? " as destination" : " as source")
              + "; it should say with whom the device needs to speak.");
    }
    if (ace.peers().stream().filter(peer -> !(peer instanceof Peer.DnsName)).count() > 1) {
      report.warning(
          "AC-12",
          ace.pointer() + "/matches/ietf-mud:mud",
          "RFC 8520 2",
          "Several abstractions in one entry all have to fit, which is almost never meant.");
    }
    for (Peer peer : ace.peers()) {
      if (peer instanceof Peer.Controller controller) {
        controller(ace, controller, direction);
      }
    }
    if (family == Family.IPV6) {
      extensionHeader(ace);
    }
  }

  private static boolean hasPeerAddress(MudAce ace, Direction direction) {
    return ace.conditions().stream()
        .anyMatch(
            condition ->
                condition instanceof Condition.AddressIn address
                    && address.end() == direction.peer()
                    && address.prefix().length() > 0);
  }

  private void controller(MudAce ace, Peer.Controller controller, Direction direction) {
    String urn = controller.classUri();
    boolean registered = urn.equals(DNS) || urn.equals(NTP);
    if (urn.startsWith(URN) && !registered) {
      report.commonWarning(
          "AB-11",
          ace.pointer() + "/matches/ietf-mud:mud/controller",
          "RFC 8520 17.7",
          urn + " is not registered; it names nobody unless a site defines it.");
    }
    if (registered && ace.verdict() == Verdict.ACCEPT) {
      PortSet port = PortSet.of(urn.equals(DNS) ? 53 : 123);
      Set<Condition> defaults =
          Set.of(
              Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP),
              new Condition.PortIn(direction.peer(), port));
      if (ace.peers().size() == 1 && Set.copyOf(ace.conditions()).equals(defaults)) {
        report.notice(
            "DF-02",
            ace.pointer(),
            "RFC 8520 5",
            "The entry repeats a default, which applies without it.");
      }
    }
  }

  private void extensionHeader(MudAce ace) {
    for (Condition condition : ace.conditions()) {
      if (isExtensionHeader(condition)) {
        report.commonWarning(
            "AC-12",
            ace.pointer() + "/matches/ipv6/protocol",
            "RFC 8519 4.2",
            "Protocol "
                + ((Condition.FieldIs) condition).value()
                + " is an extension header; protocol means what is behind those, so nothing"
                + " matches.");
      }
    }
  }

  /** Whether it asks for what is never the protocol of an IPv6 packet. */
  static boolean isExtensionHeader(Condition condition) {
    return condition instanceof Condition.FieldIs field
        && field.field() == Field.PROTOCOL
        && EXTENSION_HEADERS.contains(field.value());
  }
}
