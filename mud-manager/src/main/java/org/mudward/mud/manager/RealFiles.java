package org.mudward.mud.manager;

import java.io.IOException;
import java.net.NetworkInterface;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.fetch.FetchResult;
import org.mudward.mud.fetch.FetchSettings;
import org.mudward.mud.fetch.MudFetcher;
import org.mudward.mud.fetch.NameResolver;
import org.mudward.mud.verify.Pem;
import org.mudward.policy.IpAddress;

/** MUD files from the network. */
final class RealFiles implements FileSource {
  private final MudFetcher fetcher;

  /**
   * Sets up the fetcher.
   *
   * @throws IOException if the trust anchors cannot be used
   */
  RealFiles(ManagerSettings settings, Clock clock) throws IOException {
    Optional<KeyStore> anchors =
        settings.tlsAnchors().isEmpty()
            ? Optional.empty()
            : Optional.of(Pem.trustStore(settings.tlsAnchors()));
    FetchSettings fetch = FetchSettings.defaults().with(anchors, settings.allowed(), own(settings));
    try {
      fetcher = new MudFetcher(fetch, NameResolver.system(), clock);
    } catch (GeneralSecurityException e) {
      throw new IOException("the trust anchors cannot be used: " + e.getMessage(), e);
    }
  }

  /** The addresses of this machine and of the gateway: no device may have us dial ourselves. */
  private static Set<IpAddress> own(ManagerSettings settings) throws IOException {
    Set<IpAddress> own = new HashSet<>(settings.site().gatewayAddresses());
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .forEach(address -> own.add(IpAddress.of(address.getAddress())));
    return own;
  }

  @Override
  public FetchResult fetch(MudUrl url, @Nullable String etag) throws InterruptedException {
    return fetcher.fetch(url, etag);
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
