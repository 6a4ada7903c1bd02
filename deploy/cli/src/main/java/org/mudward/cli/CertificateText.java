package org.mudward.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.mudward.mud.verify.Pem;

/** Certificates that the user names, and how they are shown. */
final class CertificateText {
  private CertificateText() {}

  /**
   * All certificates of PEM files.
   *
   * @throws CommandFailure if one cannot be read
   */
  static List<X509Certificate> read(List<Path> files) {
    files.forEach(MudFiles::bytes);
    try {
      return Pem.certificates(files);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
    }
  }

  /** The subject (RFC 4514), as one printable line: names in certificates are anybody's words. */
  static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().replaceAll("\\p{C}", "?");
  }
}
