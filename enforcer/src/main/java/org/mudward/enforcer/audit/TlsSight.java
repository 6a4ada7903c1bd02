package org.mudward.enforcer.audit;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.tls.ClientHello;
import org.mudward.policy.tls.TlsParameter;
import org.mudward.policy.tls.TlsRegistry;

/**
 * What the handshakes between a device and one peer by one service show in the clear. Grows with
 * each of them.
 */
public final class TlsSight {
  /** Names that are kept of those that were asked for; a server has one or two. */
  static final int MAX_NAMES = 8;

  private final MacAddress device;
  private final IpAddress peer;
  private final int protocol;
  private final int port;
  private final boolean servedByPeer;
  private final SortedMap<Integer, Long> offered = new TreeMap<>();
  private final SortedMap<Integer, Long> chosen = new TreeMap<>();
  private final SortedMap<Integer, Long> weak = new TreeMap<>();
  private final SortedMap<Integer, Long> rsa = new TreeMap<>();
  private final NavigableSet<String> names = new TreeSet<>();
  private long onlyRsa;

  TlsSight(MacAddress device, IpAddress peer, int protocol, int port, boolean servedByPeer) {
    this.device = device;
    this.peer = peer;
    this.protocol = protocol;
    this.port = port;
    this.servedByPeer = servedByPeer;
  }

  void offers(ClientHello hello, long frame) {
    hello.newestVersion().ifPresent(version -> offered.putIfAbsent(version, frame));
    hello.numbers(TlsParameter.CIPHER_SUITE).stream()
        .filter(suite -> TlsRegistry.isWeak(TlsParameter.CIPHER_SUITE, suite))
        .forEach(suite -> weak.putIfAbsent(suite, frame));
    if (onlyRsa == 0 && TlsRegistry.isOnlyStaticRsa(hello.numbers(TlsParameter.CIPHER_SUITE))) {
      onlyRsa = frame;
    }
    if (names.size() < MAX_NAMES) {
      hello.serverName().ifPresent(names::add);
    }
  }

  void chooses(int version, int suite, long frame) {
    chosen.putIfAbsent(version, frame);
    if (TlsRegistry.isStaticRsa(suite)) {
      rsa.putIfAbsent(suite, frame);
    }
  }

  public MacAddress device() {
    return device;
  }

  public IpAddress peer() {
    return peer;
  }

  /** TCP, or UDP for DTLS. */
  public int protocol() {
    return protocol;
  }

  /** The server's. */
  public int port() {
    return port;
  }

  /** Whether the device is the client. */
  public boolean isServedByPeer() {
    return servedByPeer;
  }

  /** The newest versions that clients offered, each with the number of the first such frame. */
  public SortedMap<Integer, Long> offered() {
    return Collections.unmodifiableSortedMap(offered);
  }

  /** The weak cipher suites that clients offered, each with the number of the first such frame. */
  public SortedMap<Integer, Long> weakSuites() {
    return Collections.unmodifiableSortedMap(weak);
  }

  /** The suites of static RSA that servers chose, each with the number of the first such frame. */
  public SortedMap<Integer, Long> staticRsaChosen() {
    return Collections.unmodifiableSortedMap(rsa);
  }

  /** The number of the first frame in which a client offered nothing else; 0 if there is none. */
  public long onlyStaticRsaFrame() {
    return onlyRsa;
  }

  /** The versions that servers chose, each with the number of the first such frame. */
  public SortedMap<Integer, Long> chosen() {
    return Collections.unmodifiableSortedMap(chosen);
  }

  /** Whom clients asked for by their own word; anybody can write anything there. */
  public NavigableSet<String> names() {
    return Collections.unmodifiableNavigableSet(names);
  }
}
