package org.mudward.enforcer.audit;

import java.util.Collections;
import java.util.List;
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

  /** Most never show any of it. */
  private static final SortedMap<Integer, Long> NOTHING = Collections.emptySortedMap();

  private final MacAddress device;
  private final IpAddress peer;
  private final int protocol;
  private final int port;
  private final boolean servedByPeer;
  private final SortedMap<Integer, Long> offered = new TreeMap<>();
  private final SortedMap<Integer, Long> chosen = new TreeMap<>();
  private SortedMap<Integer, Long> weak = NOTHING;
  private SortedMap<Integer, Long> rsa = NOTHING;
  private final NavigableSet<String> names = new TreeSet<>();
  private long onlyRsa;

  /** Those of the last hello; the same again tell nothing, and mostly are the same. */
  private List<Integer> lastSuites = List.of();

  TlsSight(MacAddress device, IpAddress peer, int protocol, int port, boolean servedByPeer) {
    this.device = device;
    this.peer = peer;
    this.protocol = protocol;
    this.port = port;
    this.servedByPeer = servedByPeer;
  }

  void offers(ClientHello hello, long frame) {
    hello.newestVersion().ifPresent(version -> offered.putIfAbsent(version, frame));
    List<Integer> suites = hello.numbers().getOrDefault(TlsParameter.CIPHER_SUITE, List.of());
    if (!suites.equals(lastSuites)) {
      lastSuites = suites;
      offersSuites(suites, frame);
    }
    if (names.size() < MAX_NAMES) {
      hello.serverName().ifPresent(names::add);
    }
  }

  private void offersSuites(List<Integer> suites, long frame) {
    for (int suite : suites) {
      if (TlsRegistry.isWeak(TlsParameter.CIPHER_SUITE, suite)) {
        weak = weak == NOTHING ? new TreeMap<>() : weak;
        weak.putIfAbsent(suite, frame);
      }
    }
    if (onlyRsa == 0 && TlsRegistry.isOnlyStaticRsa(suites)) {
      onlyRsa = frame;
    }
  }

  void chooses(int version, int suite, long frame) {
    chosen.putIfAbsent(version, frame);
    if (TlsRegistry.isStaticRsa(suite)) {
      rsa = rsa == NOTHING ? new TreeMap<>() : rsa;
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
