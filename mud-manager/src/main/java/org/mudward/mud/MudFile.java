package org.mudward.mud;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A MUD file as its maker wrote it (RFC 8520 section 3), without anything that depends on a
 * network.
 *
 * @param mudUrl the URL of this file, in its own words
 * @param lastUpdate when it was made; serves as its version
 * @param signature where its signature is, possibly relative to the MUD URL; null if unsigned
 * @param cacheValidity how long after retrieval not to ask again
 * @param supported whether the maker still cares for the device
 * @param info what is meant for people, by leaf name: systeminfo, mfg-name, model-name,
 *     firmware-rev, software-rev, documentation; never fetched, never trusted
 * @param extensions the declared extensions
 * @param quarantineAces the names of the entries that stay when the device is in quarantine, so
 *     that it can still be updated (extension {@code quarantine}); null if the file does not say
 * @param fromDevice the lists that from-device-policy names, in its order
 * @param toDevice the lists that to-device-policy names, in its order
 */
public record MudFile(
    MudUrl mudUrl,
    OffsetDateTime lastUpdate,
    @Nullable String signature,
    Duration cacheValidity,
    boolean supported,
    Map<String, String> info,
    List<String> extensions,
    @Nullable Set<String> quarantineAces,
    List<MudAcl> fromDevice,
    List<MudAcl> toDevice) {
  /** RFC 8520 section 3.5, in hours. */
  public static final int DEFAULT_CACHE_VALIDITY = 48;

  public MudFile {
    info = Map.copyOf(info);
    extensions = List.copyOf(extensions);
    quarantineAces = quarantineAces == null ? null : Set.copyOf(quarantineAces);
    fromDevice = List.copyOf(fromDevice);
    toDevice = List.copyOf(toDevice);
  }

  /** The same file with other lists. */
  public MudFile withLists(List<MudAcl> from, List<MudAcl> to) {
    return new MudFile(
        mudUrl,
        lastUpdate,
        signature,
        cacheValidity,
        supported,
        info,
        extensions,
        quarantineAces,
        from,
        to);
  }
}
