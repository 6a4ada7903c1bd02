package org.mudward.mud.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mudward.mud.MudAce;
import org.mudward.mud.MudAcl;
import org.mudward.mud.MudFile;
import org.mudward.mud.Peer;
import org.mudward.policy.Condition;
import org.mudward.policy.Family;
import org.mudward.policy.Field;
import org.mudward.policy.IpAddress;
import org.mudward.policy.Protocol;
import org.mudward.policy.Verdict;

/** What is allowed and probably not meant: warnings and notices about a file that can be used. */
final class Lint {
  private static final Set<String> REGISTERED =
      Set.of("urn:ietf:params:mud:dns", "urn:ietf:params:mud:ntp");
  private static final int DISPLAY = 60;

  private final MudFile file;
  private final Report report;

  Lint(MudFile file, Report report) {
    this.file = file;
    this.report = report;
  }

  void run() {
    leaves();
    file.fromDevice().forEach(this::list);
    file.toDevice().stream().filter(acl -> !file.fromDevice().contains(acl)).forEach(this::list);
    oneSided();
  }

  private void leaves() {
    String mud = "/ietf-mud:mud";
    if (file.cacheValidity().toHours() < 24) {
      report.warning(
          "MF-10",
          mud + "/cache-validity",
          "RFC 8520 3.5",
          "a cache-validity below 24 hours is not recommended");
    }
    String systeminfo = file.info().getOrDefault("systeminfo", "");
    if (systeminfo.codePointCount(0, systeminfo.length()) > DISPLAY) {
      report.warning(
          "MF-12",
          mud + "/systeminfo",
          "RFC 8520 3.7",
          "systeminfo should not exceed 60 characters");
    }
    if (file.signature() == null) {
      report.warning(
          "SG-14",
          mud,
          "RFC 8520 13.1",
          "mud-signature is missing: managers hold an unsigned file until a person approves it");
    }
    if (!file.supported()) {
      report.notice(
          "MF-11",
          mud + "/is-supported",
          "RFC 8520 3.6",
          "the maker no longer supports this device");
    }
  }

  private void list(MudAcl acl) {
    Map<List<Object>, String> seen = new HashMap<>();
    for (MudAce ace : acl.aces()) {
      String earlier = seen.putIfAbsent(List.of(ace.peers(), ace.conditions()), ace.name());
      if (earlier != null) {
        report.warning(
            "AC-10",
            ace.pointer(),
            "RFC 8519 4",
            "this entry is never reached: \"" + earlier + "\" matches the same packets before it");
      }
      entry(ace);
    }
  }

  private void entry(MudAce ace) {
    boolean accepts = ace.verdict() == Verdict.ACCEPT;
    boolean address = false;
    for (Condition condition : ace.conditions()) {
      if (condition instanceof Condition.AddressIn literal) {
        address = true;
        literal(ace, literal);
      }
    }
    if (accepts && ace.peers().isEmpty() && !address) {
      String what = ace.conditions().isEmpty() ? "every packet of its family" : "any host";
      report.warning(
          "AC-11",
          ace.pointer(),
          "RFC 8520 2",
          "the entry accepts " + what + "; say with whom the device needs to speak");
    }
    for (Peer peer : ace.peers()) {
      if (peer instanceof Peer.Controller controller
          && controller.classUri().startsWith("urn:ietf:params:mud:")
          && !REGISTERED.contains(controller.classUri())) {
        report.warning(
            "AB-11",
            ace.pointer(),
            "RFC 8520 17.7",
            controller.classUri()
                + " is not registered; it means something only where a site defines it");
      }
      if (peer instanceof Peer.Controller controller
          && accepts
          && repeatsDefault(ace, controller)) {
        report.notice(
            "DF-02",
            ace.pointer(),
            "RFC 8520 5",
            "the entry repeats a default, which applies anyway");
      }
    }
  }

  private void literal(MudAce ace, Condition.AddressIn literal) {
    IpAddress address = literal.prefix().address();
    boolean multicast =
        literal.prefix().family() == Family.IPV4
            ? address.low() >>> 28 == 14 || address.low() == 0xFFFF_FFFFL
            : address.high() >>> 56 == 0xFF;
    if (!multicast) {
      report.warning(
          "MF-22",
          ace.pointer(),
          "RFC 8520 2",
          "the entry names the address " + literal.prefix() + "; addresses change, names do not");
    }
  }

  private static boolean repeatsDefault(MudAce ace, Peer.Controller controller) {
    long port = controller.classUri().endsWith(":dns") ? 53 : 123;
    boolean udp = ace.conditions().contains(Condition.FieldIs.of(Field.PROTOCOL, Protocol.UDP));
    return REGISTERED.contains(controller.classUri())
        && udp
        && ace.conditions().stream()
            .anyMatch(
                c -> c instanceof Condition.PortIn in && in.ports().toString().equals("" + port));
  }

  /**
   * Rules have no memory: without an entry for the way back no answer passes (RFC 8520 section
   * 4.8).
   */
  private void oneSided() {
    boolean from = accepts(file.fromDevice());
    boolean to = accepts(file.toDevice());
    if (from != to) {
      String missing = from ? "to-device-policy" : "from-device-policy";
      report.warning(
          "DF-07",
          "/ietf-mud:mud",
          "RFC 8520 3.3",
          "the file accepts packets in one direction only; without entries in "
              + missing
              + " nothing comes back");
    }
  }

  private static boolean accepts(List<MudAcl> lists) {
    return lists.stream()
        .flatMap(list -> list.aces().stream())
        .anyMatch(ace -> ace.verdict() == Verdict.ACCEPT);
  }
}
