package org.mudward.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.verify.SignatureProblem;
import org.mudward.mud.verify.SignatureVerifier;
import org.mudward.mud.verify.SignedBy;
import org.mudward.mud.verify.VerifiedMudFile;
import org.mudward.mud.verify.VerifyResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudward verify}: would the manager believe this signature? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the detached CMS signature of a MUD file (RFC 8520 section 13.2),",
      "exactly as the manager does, and says who signed, when, and by which path",
      "to a trust anchor."
    },
    footer = {
      "",
      "Exit code 0 if it is good; 1 if not, with the check that failed; 3 if an",
      "input is missing.",
      "",
      "Example: mudward verify lamp.json --signature lamp.p7s --trust ca.pem"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the MUD file")
  private Path file = Path.of("");

  @Option(
      names = "--signature",
      paramLabel = "FILE",
      required = true,
      description = "the signature: detached CMS in DER")
  private Path signature = Path.of("");

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      required = true,
      description = "certificates of authorities, or of signers, that are trusted (repeatable)")
  private List<Path> trust = List.of();

  @Option(
      names = "--mudsigner",
      paramLabel = "NAME",
      description =
          "the subject that a device's certificate demands, such as \"CN=Signer,O=Maker\"")
  private @Nullable String mudsigner;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "judge as of then, such as 2026-03-01T08:30:00Z (default: now)")
  private @Nullable OffsetDateTime at;

  @Option(names = "--json", description = "print a JSON object")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    X500Principal expected = expected();
    byte[] octets = MudFiles.bytes(file);
    byte[] cms = MudFiles.bytes(signature);
    SignatureVerifier verifier = new SignatureVerifier(CertificateText.read(trust));
    Instant time = at == null ? Instant.now() : at.toInstant();
    VerifyResult result = verifier.verify(octets, cms, time);
    if (result instanceof VerifyResult.Verified verified) {
      VerifiedMudFile good = verified.file();
      SignedBy by = Objects.requireNonNull(good.signature(), "a signature vouches");
      if (expected == null || good.signedBy(expected)) {
        return good(by, SignatureVerifier.sha256(octets));
      }
      String subject = CertificateText.subject(by.certificate());
      return bad(
          new SignatureProblem(
              "SG-05", "the signer is " + subject + ", the device demands " + expected.getName()));
    }
    return bad(((VerifyResult.Held) result).problem());
  }

  private @Nullable X500Principal expected() {
    try {
      return mudsigner == null ? null : new X500Principal(mudsigner);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--mudsigner is no name (RFC 4514): " + mudsigner, e);
    }
  }

  private int bad(SignatureProblem problem) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("verified", false);
      object.put("code", problem.code());
      object.put("message", problem.message());
      out.println(Json.text(object));
    } else {
      out.printf("%s: not verified%n  %s %s%n", file, problem.code(), problem.message());
    }
    return ExitCode.FINDINGS;
  }

  private int good(SignedBy by, String sha256) {
    PrintWriter out = spec.commandLine().getOut();
    Instant time = by.time();
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("verified", true);
      object.put("signer", CertificateText.subject(by.certificate()));
      object.put("signed", time == null ? null : time.toString());
      object.put("digest", by.digest());
      object.put("sha256", sha256);
      object.put("path", by.path().stream().map(VerifyCommand::asJson).toList());
      out.println(Json.text(object));
      return ExitCode.FINE;
    }
    out.printf("%s: verified%n", file);
    out.printf("  signed by  %s%n", CertificateText.subject(by.certificate()));
    out.printf(
        "  signed     %s, %s%n",
        time == null ? "without a time" : time + " by the signer's clock", by.digest());
    String label = "path";
    for (X509Certificate certificate : by.path()) {
      out.printf(
          "  %-10s %s, until %s%n",
          label, CertificateText.subject(certificate), certificate.getNotAfter().toInstant());
      label = "";
    }
    out.printf("  file       SHA-256 %s%n", sha256);
    return ExitCode.FINE;
  }

  private static Map<String, Object> asJson(X509Certificate certificate) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("subject", CertificateText.subject(certificate));
    object.put("serial", certificate.getSerialNumber().toString(16));
    object.put("not_before", certificate.getNotBefore().toInstant().toString());
    object.put("not_after", certificate.getNotAfter().toInstant().toString());
    return object;
  }
}
