package org.mudward.mud.manager;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mudward.mud.AddressLiterals;
import org.mudward.mud.Approval;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Problem;
import org.mudward.mud.fetch.FetchedMudFile;
import org.mudward.mud.manager.Judgement.Usable;
import org.mudward.mud.manager.ManagerSettings.Literals;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.mud.verify.VerifiedMudFile;
import org.mudward.mud.verify.VerifyResult;
import org.mudward.policy.Prefix;

/**
 * Takes octets through verifying, reading and resolving (RFC 8520 sections 13.2, 3 and 4). Knows no
 * clock and no network; safe for several threads.
 */
final class Judge {
  /** Addresses that are named to the operator; of more, their number is said. */
  private static final int NAMED = 3;

  private final SignatureVerifier verifier;
  private final Literals literals;

  Judge(SignatureVerifier verifier, Literals literals) {
    this.verifier = verifier;
    this.literals = literals;
  }

  /** One who judges alike, but for who may sign. */
  Judge trusting(SignatureVerifier other) {
    return new Judge(other, literals);
  }

  /** One who judges alike, but for what becomes of addresses. */
  Judge reading(Literals other) {
    return new Judge(verifier, other);
  }

  /** Who may sign. */
  List<X509Certificate> anchors() {
    return verifier.anchors();
  }

  /**
   * Judges a fetched file as of the moment when it came.
   *
   * @param approvals what a person said of files under this URL
   */
  Judgement judge(FetchedMudFile file, List<Approval> approvals) {
    Instant at = file.retrieved();
    String sha256 = SignatureVerifier.sha256(file.bytes());
    Optional<Approval> approval =
        approvals.stream().filter(a -> a.sha256().equals(sha256)).findFirst();
    VerifyResult result =
        approval
            .map(given -> verifier.verify(file, at, given))
            .orElseGet(() -> verifier.verify(file, at));
    if (result instanceof VerifyResult.Verified verified) {
      return read(verified.file(), file.url(), approval.isPresent());
    }
    var problem = ((VerifyResult.Held) result).problem();
    return new Judgement.Held(problem.code() + ": " + problem.message());
  }

  /** Judges a file that the operator names and so vouches for. */
  static Judgement ofOperator(byte[] bytes, String operator, Instant now) {
    Approval approval = new Approval(operator, now, SignatureVerifier.sha256(bytes));
    VerifiedMudFile verified = SignatureVerifier.ofOperator(bytes, approval);
    ParseResult result = MudParser.parse(verified, ParseMode.STRICT);
    return result
        .file()
        .<Judgement>map(file -> Usable.of(file, file.mudUrl().text(), file.mudUrl(), null))
        .orElseGet(() -> refused(result));
  }

  private Judgement read(VerifiedMudFile verified, MudUrl url, boolean approved) {
    ParseResult result = MudParser.parse(verified, ParseMode.STRICT);
    if (result.file().isEmpty()) {
      return refused(result);
    }
    MudFile file = result.file().get();
    Usable usable = Usable.of(file, url.text(), url, verified.signature());
    List<Prefix> addresses = AddressLiterals.of(file);
    if (!approved && literals == Literals.ASK && !addresses.isEmpty()) {
      // Whoever approves it should know who signed it: that may be another than before.
      String signer = usable.signer() == null ? "" : "; it is signed by " + usable.signer();
      return new Judgement.Held(
          "MF-22: the file names addresses and not hosts: " + listed(addresses) + signer);
    }
    return usable;
  }

  private static String listed(List<Prefix> addresses) {
    String first =
        addresses.stream().limit(NAMED).map(Prefix::toString).collect(Collectors.joining(", "));
    int more = addresses.size() - NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static Judgement refused(ParseResult result) {
    List<Problem> errors =
        result.problems().stream()
            .filter(problem -> problem.severity() == Problem.Severity.ERROR)
            .toList();
    if (errors.isEmpty()) {
      return new Judgement.Refused("the file cannot be read");
    }
    Problem first = errors.get(0);
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more errors)";
    String place = first.pointer().isEmpty() ? "" : " at " + first.pointer();
    return new Judgement.Refused(first.code() + place + ": " + first.message() + more);
  }
}
