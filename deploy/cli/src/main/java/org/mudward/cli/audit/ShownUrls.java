package org.mudward.cli.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Believed;
import org.mudward.mud.learn.FrameReader;
import org.mudward.mud.learn.Sighting;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Traits;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Packet;

/**
 * The MUD URLs that devices show in captures: in DHCPv4, DHCPv6 and LLDP, and what else they say of
 * themselves, also by multicast DNS and SSDP. Anybody can show any, so it says what a device claims
 * to be, and no more.
 *
 * <p>Confined to one thread.
 */
public final class ShownUrls {
  /** Devices of a large site; a capture with more is made to fill the memory. */
  static final int MAX_DEVICES = 10_000;

  /** Different ones of one device: a URL each by three ways before and after an update. */
  static final int MAX_URLS = 6;

  /** What is handed out is not asked for here. */
  private static final Believed NOBODY = Believed.servers(Set.of());

  private final Map<MacAddress, List<Shown>> shown = new LinkedHashMap<>();
  private final Map<MacAddress, Traits> traits = new HashMap<>();

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

  /**
   * Looks at a frame; most of them show nothing.
   *
   * @return the device that showed another URL than before, or nothing valid; mostly null
   */
  public @Nullable MacAddress see(Packet packet, long number) {
    if (!FrameReader.mayTell(packet)) {
      return null;
    }
    MacAddress changed = null;
    for (Sighting sighting : FrameReader.read(packet, NOBODY)) {
      if (sighting instanceof Sighting.Emitted emitted) {
        changed = add(emitted, number) ? emitted.mac() : changed;
      } else if (sighting instanceof Sighting.Described described
          && (traits.containsKey(described.mac()) || traits.size() < MAX_DEVICES)) {
        Traits before = traits(described.mac());
        traits.put(described.mac(), before.with(described.traits().all()));
      }
    }
    return changed;
  }

  private boolean add(Sighting.Emitted emitted, long number) {
    List<Shown> own = shown.get(emitted.mac());
    if (own == null && shown.size() >= MAX_DEVICES) {
      return false;
    }
    boolean known =
        own != null
            && own.stream()
                .anyMatch(
                    s ->
                        s.source() == emitted.source()
                            && Optional.ofNullable(s.url())
                                .equals(Optional.ofNullable(emitted.url())));
    boolean more = !known && (own == null || own.size() < MAX_URLS);
    if (more) {
      shown
          .computeIfAbsent(emitted.mac(), mac -> new ArrayList<>())
          .add(new Shown(emitted.url(), emitted.source(), emitted.problem(), number));
    }
    return more;
  }

  /** The devices that showed something, in the order in which they did first. */
  public List<MacAddress> devices() {
    return List.copyOf(shown.keySet());
  }

  /** What a device says of what it is beside a URL. */
  public Traits traits(MacAddress device) {
    return traits.getOrDefault(device, Traits.NONE);
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
