package org.mudward.mud.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.cms.SignerInformation;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.Approval;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchedMudFile;

/**
 * Checks the detached CMS signature of a MUD file over its octets as they came (RFC 8520 section
 * 13.2). The only maker of {@link VerifiedMudFile}.
 *
 * <p>One signer who passes every check is enough; others, who may sign for other readers or in
 * other algorithms, do not spoil it (RFC 5652 section 5.1). Immutable, does no I/O, and answers to
 * any octets whatever with a result.
 */
public final class SignatureVerifier {
  private final List<X509Certificate> anchors;

  /** Trusts signers that lead to one of these certificates, or are one of them. */
  public SignatureVerifier(Collection<X509Certificate> anchors) {
    this.anchors = List.copyOf(anchors);
  }

  /**
   * Trusts signers that lead to a certificate of these files.
   *
   * @throws IOException naming the file that cannot be used
   */
  public static SignatureVerifier ofPem(Collection<Path> files) throws IOException {
    return new SignatureVerifier(Pem.certificates(files));
  }

  /** Who is trusted. */
  public List<X509Certificate> anchors() {
    return anchors;
  }

  /** Verifies a fetched file at a moment. */
  public VerifyResult verify(FetchedMudFile file, Instant now) {
    byte[] signature = file.signature();
    if (signature == null) {
      String problem = file.signatureProblem();
      return problem == null
          ? held("SG-14", "no signature came with the file, so nobody vouches for it")
          : held("SG-01", problem);
    }
    return verify(MudBytes.of(file), signature, now);
  }

  /**
   * Verifies a fetched file, and failing that takes a person's word for exactly these octets. An
   * approval of other octets changes nothing (RFC 8520 section 13.2).
   */
  public VerifyResult verify(FetchedMudFile file, Instant now, Approval approval) {
    VerifyResult result = verify(file, now);
    if (!(result instanceof VerifyResult.Held held)) {
      return result;
    }
    MudBytes octets = MudBytes.of(file);
    if (isFor(approval, octets.bytes())) {
      return new VerifyResult.Verified(VerifiedMudFile.approved(octets, approval));
    }
    return held(
        "SG-06",
        "the approval by " + approval.by() + " is for another file; " + held.problem().message());
  }

  /** Verifies octets and a signature that came by other ways. */
  public VerifyResult verify(byte[] file, byte[] signature, Instant now) {
    return verify(new MudBytes(null, file, now, null), signature, now);
  }

  private VerifyResult verify(MudBytes file, byte[] signature, Instant now) {
    try {
      DetachedSignature read = DetachedSignature.read(signature.clone(), file.bytes());
      return new VerifyResult.Verified(VerifiedMudFile.signed(file, firstGood(read, now)));
    } catch (HeldException e) {
      return new VerifyResult.Held(e.problem());
    }
  }

  private SignedBy firstGood(DetachedSignature signature, Instant now) throws HeldException {
    SignerCheck check = new SignerCheck(signature, anchors, now);
    List<SignatureProblem> problems = new ArrayList<>();
    for (SignerInformation signer : signature.signers()) {
      try {
        return check.pass(signer);
      } catch (HeldException e) {
        problems.add(e.problem());
      }
    }
    if (problems.size() == 1) {
      throw new HeldException(problems.get(0).code(), problems.get(0).message());
    }
    throw new HeldException(
        "SG-13",
        "none of "
            + problems.size()
            + " signers passes: "
            + problems.stream()
                .map(problem -> problem.code() + " " + problem.message())
                .collect(Collectors.joining("; ")));
  }

  /**
   * A file that the operator names, and vouches for by naming it.
   *
   * @throws IllegalArgumentException if the approval is for other octets
   */
  public static VerifiedMudFile ofOperator(byte[] file, Approval approval) {
    return ofOperator(null, file, approval);
  }

  /**
   * A file that the operator names for a MUD URL, and vouches for by naming it.
   *
   * @throws IllegalArgumentException if the approval is for other octets
   */
  public static VerifiedMudFile ofOperator(@Nullable MudUrl url, byte[] file, Approval approval) {
    MudBytes octets = new MudBytes(url, file, approval.at(), null);
    if (!isFor(approval, octets.bytes())) {
      throw new IllegalArgumentException("the approval is for other octets (SG-06)");
    }
    return VerifiedMudFile.approved(octets, approval);
  }

  private static boolean isFor(Approval approval, byte[] file) {
    return sha256(file).equals(approval.sha256());
  }

  /** The SHA-256 of octets, as approvals write it. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }

  private static VerifyResult held(String code, String message) {
    return new VerifyResult.Held(new SignatureProblem(code, message));
  }
}
