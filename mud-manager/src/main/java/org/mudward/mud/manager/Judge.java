package org.mudward.mud.manager;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
 * From fetched octets to a file that may be used, or the reason why not. Pure but for its anchors.
 */
final class Judge {
  private final SignatureVerifier verifier;

  Judge(SignatureVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * What came of a file.
   *
   * @param file null if it may not be used
   * @param signer who vouches for it; empty if nobody
   * @param reason why it may not be used; empty if it may
   */
  record Verdict(@Nullable MudFile file, String signer, String reason) {}

  Verdict judge(FetchedMudFile fetched, Instant now, Optional<Approval> approval) {
    VerifyResult result =
        approval.isPresent()
            ? verifier.verify(fetched, now, approval.get())
            : verifier.verify(fetched, now);
    if (result instanceof VerifyResult.Held held) {
      return new Verdict(null, "", held.problem().code() + ": " + held.problem().message());
    }
    return parse(((VerifyResult.Verified) result).file(), fetched.url());
  }

  /** A file that somebody vouches for. */
  static Verdict parse(VerifiedMudFile verified, MudUrl url) {
    ParseResult result = MudParser.parse(verified, ParseMode.STRICT);
    if (result.file().isEmpty()) {
      return new Verdict(null, "", "the file is not valid: " + firstErrors(result));
    }
    MudFile file = result.file().get();
    if (!file.mudUrl().equals(url)) {
      return new Verdict(
          null, "", "the file says it is for " + file.mudUrl() + ", another MUD URL");
    }
    Approval approval = verified.approval();
    String signer =
        approval == null ? String.valueOf(verified.signer()) : "approved by " + approval.by();
    return new Verdict(file, signer, "");
  }

  private static String firstErrors(ParseResult result) {
    return result.problems().stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .limit(3)
        .map(problem -> problem.code() + " at " + problem.pointer() + ": " + problem.message())
        .collect(Collectors.joining("; "));
  }
}
