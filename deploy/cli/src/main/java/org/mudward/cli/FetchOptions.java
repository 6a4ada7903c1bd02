package org.mudward.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mudward.cli.config.Config;
import org.mudward.mud.fetch.FetchSettings;
import org.mudward.mud.verify.Pem;
import org.mudward.policy.IpAddress;

/**
 * What a configuration says of fetching, with the files that it names and the machine's own
 * addresses as they are now.
 *
 * @param anchors the certificates of those who vouch for servers; the system's where empty
 */
record FetchOptions(FetchSettings settings, List<X509Certificate> anchors) {
  FetchOptions {
    anchors = List.copyOf(anchors);
  }

  /**
   * Reads them.
   *
   * @throws IOException if trust anchors cannot be read
   */
  static FetchOptions of(Config read) throws IOException {
    List<Path> files = read.manager().tlsAnchors();
    Optional<KeyStore> store =
        files.isEmpty() ? Optional.empty() : Optional.of(Pem.trustStore(files));
    return new FetchOptions(
        FetchSettings.defaults().with(store, read.manager().allowed(), ownAddresses()),
        files.isEmpty() ? List.of() : Pem.certificates(files));
  }

  private static Set<IpAddress> ownAddresses() {
    Set<IpAddress> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> own.add(IpAddress.of(address.getAddress())));
    } catch (SocketException e) {
      throw new CommandFailure(ExitCode.FAULT, "the machine's own addresses cannot be read: " + e);
    }
    return own;
  }

  /** Whose certificates are other ones in the other options, a line each. */
  List<String> anchorsBeside(FetchOptions other) {
    List<String> lines = new ArrayList<>();
    other.anchors.stream()
        .filter(anchor -> !anchors.contains(anchor))
        .forEach(anchor -> lines.add(line("new", anchor)));
    anchors.stream()
        .filter(anchor -> !other.anchors.contains(anchor))
        .forEach(anchor -> lines.add(line("gone", anchor)));
    return lines;
  }

  private static String line(String word, X509Certificate anchor) {
    return "manager.fetch.trust-anchors, " + word + ": " + anchor.getSubjectX500Principal();
  }

  /** Whether fetching goes on as by the other ones. */
  boolean isSame(FetchOptions other) {
    return anchors.equals(other.anchors)
        && settings.allowed().equals(other.settings.allowed())
        && settings.own().equals(other.settings.own());
  }
}
