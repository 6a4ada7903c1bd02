package org.mudward.mud.learn;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;

/**
 * Reads what one certificate, in DER or PEM, says of MUD: the URL and who signs the file (RFC 8520
 * section 11). Whether the certificate is to be believed is not asked here.
 *
 * <p>Anything that cannot be read is a problem, never an exception.
 */
public final class CertificateReader {
  /** A certificate of a device has 1 to 2 KiB; in PEM a third more, and perhaps a text before. */
  private static final int MAX_OCTETS = 16 * 1024;

  private static final String MUD_URL = "1.3.6.1.5.5.7.1.25";
  private static final String MUD_SIGNER = "1.3.6.1.5.5.7.1.30";

  // Tags of ASN.1 (X.690).
  private static final int OCTET_STRING = 0x04;
  private static final int IA5_STRING = 0x16;
  private static final int SEQUENCE = 0x30;

  /** From here on, the octet says how many octets the length has; none for an end to look for. */
  private static final int LONG_LENGTH = 0x80;

  private final X509Certificate certificate;
  private final List<String> problems = new ArrayList<>();

  private CertificateReader(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /**
   * Reads one certificate.
   *
   * @param octets DER, or PEM with one certificate
   */
  public static CertificateClaim read(byte[] octets) {
    if (octets.length > MAX_OCTETS) {
      return unreadable("it has " + octets.length + " octets, more than " + MAX_OCTETS);
    }
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(octets);
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).isBlank()
          ? new CertificateReader(certificate).read()
          : unreadable("something follows its end");
    } catch (CertificateException e) {
      return unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static CertificateClaim unreadable(String why) {
    String problem = MudString.printable("no certificate that can be read: " + why);
    return new CertificateClaim(null, null, null, List.of(problem));
  }

  /**
   * What would be believed too easily is left out: a URL whose certificate restricts who may sign
   * the file in a way that cannot be read, and one of a certificate that says of no thing that it
   * is it.
   */
  private CertificateClaim read() {
    MudUrl url =
        extension(MUD_URL, IA5_STRING, "the MUD URL is no IA5String").map(this::url).orElse(null);
    X500Principal signer =
        extension(MUD_SIGNER, SEQUENCE, "the MUD signer is no name").map(this::name).orElse(null);
    X500Principal thing = certificate.getSubjectX500Principal();
    boolean named = !thing.getName().isEmpty();
    if (!named) {
      problems.add("it does not say which thing it is: its subject is empty");
    }
    boolean restricted = certificate.getExtensionValue(MUD_SIGNER) != null;
    boolean usable = named && (signer != null || !restricted);
    return new CertificateClaim(named ? thing : null, usable ? url : null, signer, problems);
  }

  /** The value of an extension, with its tag; empty with a problem if it is of another kind. */
  private Optional<ByteBuffer> extension(String type, int tag, String otherwise) {
    byte[] wrapped = certificate.getExtensionValue(type);
    if (wrapped == null) {
      return Optional.empty();
    }
    if (isCritical(type)) {
      problems.add("the extension " + type + " is critical, which RFC 8520 section 11 forbids");
    }
    Optional<ByteBuffer> value =
        content(ByteBuffer.wrap(wrapped), OCTET_STRING)
            .filter(inner -> content(inner, tag).isPresent());
    if (value.isEmpty()) {
      problems.add(otherwise + " (RFC 8520 section 11)");
    }
    return value;
  }

  private boolean isCritical(String type) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(type);
  }

  private @Nullable MudUrl url(ByteBuffer value) {
    ByteBuffer text = content(value, IA5_STRING).orElseThrow();
    try {
      return new MudUrl(StandardCharsets.ISO_8859_1.decode(text).toString());
    } catch (IllegalArgumentException e) {
      problems.add(MudString.printable(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private @Nullable X500Principal name(ByteBuffer value) {
    byte[] octets = new byte[value.limit()];
    value.get(0, octets);
    try {
      X500Principal name = new X500Principal(octets);
      if (!name.getName().isEmpty()) {
        return name;
      }
      problems.add("the MUD signer is nobody: its name is empty");
    } catch (IllegalArgumentException e) {
      problems.add("the MUD signer is no name: its encoding is broken");
    }
    return null;
  }

  /**
   * The content of the one value of DER that these octets are (X.690 sections 8.1 and 10.1); empty
   * if they are none, or of another tag.
   */
  private static Optional<ByteBuffer> content(ByteBuffer value, int tag) {
    if (value.limit() < 2 || (value.get(0) & 0xFF) != tag) {
      return Optional.empty();
    }
    int first = value.get(1) & 0xFF;
    int more = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
    if (first == LONG_LENGTH || more > 2 || value.limit() < 2 + more) {
      return Optional.empty();
    }
    int length =
        switch (more) {
          case 0 -> first;
          case 1 -> value.get(2) & 0xFF;
          default -> value.getShort(2) & 0xFFFF;
        };
    boolean shortest = more == 0 || length >= (more == 1 ? LONG_LENGTH : 0x100);
    int header = 2 + more;
    return shortest && header + length == value.limit()
        ? Optional.of(value.slice(header, length))
        : Optional.empty();
  }
}
