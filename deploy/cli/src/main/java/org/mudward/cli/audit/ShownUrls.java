package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.FrameReader;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;
import org.mudward.policy.Protocol;

/**
 * The MUD URLs that devices show in captures: in DHCPv4, DHCPv6 and LLDP. Anybody can show any, so
 * they say what a device claims to be, and no more.
 *
 * <p>Confined to one thread.
 */
public final class ShownUrls {
  /** Devices of a large site; a capture with more is made to fill the memory. */
  static final int MAX_DEVICES = 10_000;

  /** Different ones of one device: a URL each by three ways before and after an update. */
  static final int MAX_URLS = 6;

  private static final int LLDP = 0x88CC;

  private final Map<MacAddress, List<Shown>> shown = new LinkedHashMap<>();

  /**
   * One URL that a device showed in one way.
   *
   * @param url null if what it showed is no valid MUD URL
   * @param problem what is wrong with it; null if nothing is
   * @param firstFrame the number of the first frame that has it
   */
  public record Shown(
      @Nullable MudUrl url, Source source, @Nullable String problem, long firstFrame) {
    /** The URL, or that there is none, in words. */
    String text() {
      return url == null ? "something that is no MUD URL" : url.text();
    }
  }

  /** Looks at a frame; most of them show nothing. */
  public void see(Packet packet, long number) {
    if (packet.protocol() != Protocol.UDP && packet.etherType() != LLDP) {
      return;
    }
    for (Sighting sighting : FrameReader.read(packet, Set.of())) {
      if (sighting instanceof Sighting.Emitted emitted) {
        add(emitted, number);
      }
    }
  }

  private void add(Sighting.Emitted emitted, long number) {
    List<Shown> own = shown.get(emitted.mac());
    if (own == null && shown.size() >= MAX_DEVICES) {
      return;
    }
    boolean known =
        own != null
            && own.stream()
                .anyMatch(
                    s ->
                        s.source() == emitted.source()
                            && Optional.ofNullable(s.url())
                                .equals(Optional.ofNullable(emitted.url())));
    if (!known && (own == null || own.size() < MAX_URLS)) {
      shown
          .computeIfAbsent(emitted.mac(), mac -> new ArrayList<>())
          .add(new Shown(emitted.url(), emitted.source(), emitted.problem(), number));
    }
  }

  /** The devices that showed something, in the order in which they did first. */
  public List<MacAddress> devices() {
    return List.copyOf(shown.keySet());
  }

  /** What a device showed, in the order in which it did first. */
  public List<Shown> of(MacAddress device) {
    return List.copyOf(shown.getOrDefault(device, List.of()));
  }

  /**
   * What a device claims to be, if it claims one thing only: all that it showed is one valid URL.
   * Of two that differ, nobody can tell which is right.
   */
  public Optional<Shown> claim(MacAddress device) {
    List<Shown> all = of(device);
    MudUrl first = all.isEmpty() ? null : all.get(0).url();
    boolean one = first != null && all.stream().allMatch(s -> first.equals(s.url()));
    return one ? Optional.of(all.get(0)) : Optional.empty();
  }
}
