package org.mudward.mud.manager;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.mudward.mud.names.NameAnswer;
import org.mudward.mud.names.NameLookup;
import org.mudward.policy.Family;
import org.mudward.policy.IpAddress;

/** A DNS server whose answers are set by hand. */
public final class HandNames implements NameLookup {
  private final Map<String, Set<IpAddress>> answers = new ConcurrentHashMap<>();

  public void answer(String name, String... addresses) {
    answers.put(name, Arrays.stream(addresses).map(IpAddress::parse).collect(Collectors.toSet()));
  }

  public void fallSilent() {
    answers.clear();
  }

  @Override
  public CompletionStage<NameAnswer> lookup(String name, Family family) {
    Set<IpAddress> all = answers.get(name);
    if (all == null) {
      return CompletableFuture.failedFuture(new IOException("no answer for " + name));
    }
    Set<IpAddress> own =
        all.stream().filter(address -> address.family() == family).collect(Collectors.toSet());
    return CompletableFuture.completedFuture(new NameAnswer(own, Duration.ofSeconds(60)));
  }

  @Override
  public void close() {}
}
