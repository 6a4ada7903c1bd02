package org.mudward.policy.tls;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client offers in the first message of a handshake, as far as a profile can bound it, in
 * the order of the client.
 *
 * @param numbers what is offered by number; versions under {@link TlsParameter#TLS_VERSION} in TLS
 *     and under {@link TlsParameter#DTLS_VERSION} in DTLS, and what is not there, not offered
 * @param keyShares the groups of which the client sends a key already
 * @param texts application protocols, octet by octet as characters, and the names of certificate
 *     authorities in the form of {@link AuthorityName}
 * @param serverName whom the client asks for (RFC 6066 section 3), in lower case; empty if it names
 *     no host. Anybody can write any name there: a hint for people, and never a reason to permit
 */
public record ClientHello(
    Map<TlsParameter, List<Integer>> numbers,
    List<Integer> keyShares,
    Map<TlsParameter, List<String>> texts,
    Optional<String> serverName) {
  public ClientHello {
    numbers = copy(numbers);
    keyShares = List.copyOf(keyShares);
    texts = copy(texts);
  }

  private static <T> Map<TlsParameter, List<T>> copy(Map<TlsParameter, List<T>> offers) {
    Map<TlsParameter, List<T>> copy = new EnumMap<>(TlsParameter.class);
    offers.forEach((parameter, values) -> copy.put(parameter, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  /** All that is offered of a kind, once each; a key sent is an offer of its group. */
  public List<Integer> numbers(TlsParameter parameter) {
    Stream<Integer> shares =
        parameter == TlsParameter.SUPPORTED_GROUP ? keyShares.stream() : Stream.empty();
    return Stream.concat(numbers.getOrDefault(parameter, List.of()).stream(), shares)
        .distinct()
        .toList();
  }

  /** All that is offered of a kind, once each. */
  public List<String> texts(TlsParameter parameter) {
    return texts.getOrDefault(parameter, List.of()).stream().distinct().toList();
  }

  /** The newest version that it offers and that is known here; empty if there is none. */
  public Optional<Integer> newestVersion() {
    return TlsVersions.newest(
        isDatagram() ? TlsParameter.DTLS_VERSION : TlsParameter.TLS_VERSION, numbers);
  }

  /** Whether it is of DTLS and not of TLS. */
  public boolean isDatagram() {
    return numbers.containsKey(TlsParameter.DTLS_VERSION);
  }
}
