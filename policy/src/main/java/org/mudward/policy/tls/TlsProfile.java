package org.mudward.policy.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a device says hello, as its maker wrote it (RFC 9761 section 5).
 *
 * <p>What has no list is not bounded. What has one is bounded by it, even if nothing is in it.
 *
 * @param name unique in its entry
 * @param numbers lists by number; versions by the number that they have on the wire
 * @param texts lists of texts, as they are in the file
 */
public record TlsProfile(
    String name, Map<TlsParameter, Set<Integer>> numbers, Map<TlsParameter, Set<String>> texts) {
  public TlsProfile {
    numbers = copy(numbers);
    texts = copy(texts);
  }

  private static <T> Map<TlsParameter, Set<T>> copy(Map<TlsParameter, Set<T>> lists) {
    return lists.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, list -> Set.copyOf(list.getValue())));
  }

  /** What a maker and an operator should know about this profile (RFC 9761 section 6). */
  public List<TlsAlert> alerts() {
    List<TlsAlert> alerts = new ArrayList<>();
    for (TlsParameter parameter : TlsParameter.values()) {
      numbers.getOrDefault(parameter, Set.of()).stream()
          .sorted()
          .forEach(number -> alert(parameter, number).ifPresent(alerts::add));
      texts.getOrDefault(parameter, Set.of()).stream()
          .sorted()
          .filter(text -> isUnknown(parameter, text))
          .map(text -> new TlsAlert(name, TlsValue.of(parameter, text), TlsAlert.Kind.UNKNOWN))
          .forEach(alerts::add);
    }
    return alerts;
  }

  private Optional<TlsAlert> alert(TlsParameter parameter, int number) {
    if (TlsRegistry.isGrease(parameter, number)) {
      return Optional.empty(); // that no profile may have it is said elsewhere
    }
    boolean unknown = TlsRegistry.isUnknown(parameter, number);
    return unknown || TlsRegistry.isWeak(parameter, number)
        ? Optional.of(
            new TlsAlert(
                name,
                TlsValue.of(parameter, number),
                unknown ? TlsAlert.Kind.UNKNOWN : TlsAlert.Kind.WEAK))
        : Optional.empty();
  }

  private static boolean isUnknown(TlsParameter parameter, String text) {
    return switch (parameter) {
      case APPLICATION_PROTOCOL -> TlsRegistry.isUnknownProtocol(text);
      case CERTIFICATE_AUTHORITY -> AuthorityName.ofText(text).isEmpty();
      case TRUST_ANCHOR -> AnchorChain.read(text).isEmpty();
      default -> true;
    };
  }

  /** What a hello offers that is known and not in this profile. */
  Set<TlsValue> strange(ClientHello hello, Set<Integer> benignExtensions) {
    return outside(hello, benignExtensions, true);
  }

  /** What a hello offers that is neither known nor in this profile: to be ignored. */
  Set<TlsValue> ignored(ClientHello hello, Set<Integer> benignExtensions) {
    return outside(hello, benignExtensions, false);
  }

  private Set<TlsValue> outside(ClientHello hello, Set<Integer> benignExtensions, boolean known) {
    Set<TlsValue> outside = new LinkedHashSet<>();
    numbers.forEach(
        (parameter, allowed) ->
            hello.numbers(parameter).stream()
                .filter(number -> !allowed.contains(number))
                .filter(number -> !TlsRegistry.isSignal(parameter, number))
                .filter(number -> !isBenign(parameter, number, benignExtensions))
                .filter(number -> isRecognised(parameter, number) == known)
                .forEach(number -> outside.add(TlsValue.of(parameter, number))));
    texts.forEach(
        (parameter, list) -> {
          Set<String> allowed = comparable(parameter, list);
          hello.texts(parameter).stream()
              .filter(text -> !allowed.contains(text))
              .filter(text -> isRecognised(parameter, text) == known)
              .forEach(text -> outside.add(TlsValue.of(parameter, text)));
        });
    return outside;
  }

  private static boolean isBenign(
      TlsParameter parameter, int number, Set<Integer> benignExtensions) {
    return parameter == TlsParameter.EXTENSION_TYPE && benignExtensions.contains(number);
  }

  private static boolean isRecognised(TlsParameter parameter, int number) {
    return !TlsRegistry.isGrease(parameter, number) && !TlsRegistry.isUnknown(parameter, number);
  }

  private static boolean isRecognised(TlsParameter parameter, String text) {
    return parameter == TlsParameter.CERTIFICATE_AUTHORITY
        ? !text.startsWith(AuthorityName.UNREADABLE)
        : !TlsRegistry.isGreaseProtocol(text) && !TlsRegistry.isUnknownProtocol(text);
  }

  /** The texts of a list as a hello has them; a name that is none fits nothing. */
  private static Set<String> comparable(TlsParameter parameter, Set<String> list) {
    return parameter == TlsParameter.CERTIFICATE_AUTHORITY
        ? list.stream()
            .flatMap(name -> AuthorityName.ofText(name).stream())
            .collect(Collectors.toSet())
        : list;
  }
}
