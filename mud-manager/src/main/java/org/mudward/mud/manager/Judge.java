package org.mudward.mud.manager;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mudward.mud.Approval;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.Problem;
import org.mudward.mud.fetch.FetchedMudFile;
import org.mudward.mud.parse.MudParser;
import org.mudward.mud.parse.ParseMode;
import org.mudward.mud.parse.ParseResult;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.mud.verify.VerifiedMudFile;
import org.mudward.mud.verify.VerifyResult;

/**
 * Takes octets through verifying, reading and resolving (RFC 8520 sections 13.2, 3 and 4). Knows no
 * clock and no network; safe for several threads.
 */
final class Judge {
  private final SignatureVerifier verifier;

  Judge(SignatureVerifier verifier) {
    this.verifier = verifier;
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
      return read(verified.file(), file.url());
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
        .<Judgement>map(
            file -> Judgement.Usable.of(file, file.mudUrl().text(), file.mudUrl(), null))
        .orElseGet(() -> refused(result));
  }

  private static Judgement read(VerifiedMudFile verified, MudUrl url) {
    ParseResult result = MudParser.parse(verified, ParseMode.STRICT);
    if (result.file().isEmpty()) {
      return refused(result);
    }
    MudFile file = result.file().get();
    return Judgement.Usable.of(file, url.text(), url, verified.signature());
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
