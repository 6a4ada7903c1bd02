package org.mudward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.verify.MudSigner;
import org.mudward.mud.verify.Pem;
import org.mudward.mud.verify.SignatureVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mudward sign}: makes the signature of a MUD file (RFC 8520 section 13.1).
 *
 * <p>It signs no file that {@code check} refuses, and there is no switch to make it: a manager
 * would refuse the file whole, signed or not, so such a signature helps nobody and vouches for a
 * mistake.
 */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a MUD file as RFC 8520 section 13.1 asks: a detached CMS signature",
      "in DER, over the octets of the file as they are. Any later change of the",
      "file, fmt included, needs a new signature.",
      "",
      "The certificate needs key usage digitalSignature and has to be valid now.",
      "A file that check refuses is not signed."
    },
    footer = {
      "",
      "Exit code 1 if the file is not valid, 3 if the key or a certificate is",
      "missing or unfit.",
      "",
      "Example: mudward sign lamp.json --key signer.key --certificate signer.pem"
    })
final class SignCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the MUD file (JSON)")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "PEM",
      required = true,
      description = "the private key: PKCS #8, encrypted or not, or an older form")
  private Path key = Path.of("");

  @Option(
      names = "--certificate",
      paramLabel = "PEM",
      required = true,
      description = "the signer's certificate; further ones in the file go along, as --chain does")
  private Path certificate = Path.of("");

  @Option(
      names = "--chain",
      paramLabel = "PEM",
      description = "certificates between the signer's and the root (repeatable)")
  private List<Path> chain = List.of();

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line opens the key")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "the signature (default: FILE with .p7s for .json)")
  private @Nullable Path out;

  @Option(names = "--json", description = "print a JSON object")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    byte[] octets = MudFiles.bytes(file);
    MudFile mud = MudFiles.toSign(file, octets);
    Path target = target();
    List<X509Certificate> certificates = certificates();
    X509Certificate signer = certificates.get(0);
    byte[] signature = sign(octets, signer, certificates.subList(1, certificates.size()));
    OutputFile.write(target, signature);
    List<String> warnings = warnings(mud, target, signer);
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("mudward: warning: " + warning));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", file.toString());
    result.put("sha256", SignatureVerifier.sha256(octets));
    result.put("signature", target.toString());
    result.put("signer", CertificateText.subject(signer));
    result.put("valid_until", signer.getNotAfter().toInstant().toString());
    if (json) {
      result.put("warnings", warnings);
      spec.commandLine().getOut().println(Json.text(result));
    } else {
      print(result);
    }
    return ExitCode.FINE;
  }

  private void print(Map<String, Object> result) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.printf("%s: signed, in %s%n", result.get("file"), result.get("signature"));
    writer.printf("  file    SHA-256 %s%n", result.get("sha256"));
    writer.printf(
        "  signer  %s, to be renewed by %s%n", result.get("signer"), result.get("valid_until"));
  }

  private Path target() {
    Path target = out;
    if (target == null) {
      String name = String.valueOf(file.getFileName());
      String bare = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
      target = file.resolveSibling(bare + ".p7s");
    }
    List<Path> inputs = new ArrayList<>(chain);
    inputs.addAll(List.of(file, key, certificate));
    if (passphraseFile != null) {
      inputs.add(passphraseFile);
    }
    for (Path input : inputs) {
      if (isSame(target, input)) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, "the signature would replace " + input + "; choose another --out");
      }
    }
    return target;
  }

  private static boolean isSame(Path target, Path input) {
    try {
      return Files.exists(target) && Files.exists(input) && Files.isSameFile(target, input);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, input + " cannot be read: " + e.getMessage());
    }
  }

  private List<X509Certificate> certificates() {
    List<Path> all = new ArrayList<>(List.of(certificate));
    all.addAll(chain);
    return CertificateText.read(all);
  }

  private byte[] sign(byte[] octets, X509Certificate signer, List<X509Certificate> others) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try {
      return MudSigner.sign(octets, signer, privateKey(), others, now);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, "not signed with " + certificate + ": " + e.getMessage());
    }
  }

  private PrivateKey privateKey() {
    MudFiles.bytes(key);
    try {
      return passphraseFile == null
          ? Pem.privateKey(key)
          : Pem.privateKey(key, passphrase(passphraseFile));
    } catch (IOException e) {
      String hint = passphraseFile == null ? " (--passphrase-file opens encrypted keys)" : "";
      throw new CommandFailure(ExitCode.BAD_INPUT, e.getMessage() + hint);
    }
  }

  private static char[] passphrase(Path from) {
    String text = new String(MudFiles.bytes(from), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("").toCharArray();
  }

  private static List<String> warnings(MudFile mud, Path target, X509Certificate signer) {
    List<String> warnings = new ArrayList<>();
    String name = String.valueOf(target.getFileName());
    String leaf = mud.signature();
    if (leaf == null) {
      warnings.add(
          "the file has no mud-signature, so no manager will find "
              + name
              + "; add \"mud-signature\": \""
              + name
              + "\" and sign again");
    } else if (!name.equals(lastSegment(leaf))) {
      warnings.add(
          "mud-signature is \""
              + leaf
              + "\"; managers look for the signature there, not in "
              + name);
    }
    if (signer.getPublicKey().getAlgorithm().startsWith("Ed")) {
      warnings.add("OpenSSL 3.0 cannot verify CMS signatures with Ed25519; ECDSA is safer");
    }
    return warnings;
  }

  private static @Nullable String lastSegment(String uri) {
    String path = URI.create(uri).getPath();
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }
}
