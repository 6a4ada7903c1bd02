package org.mudward.mud.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Sighting.Strength;

/**
 * The MUD URL that a device is judged by, and what else it said of it. Only facts; what to make of
 * them is the manager's affair.
 *
 * @param url null if it showed none
 * @param source by which way the URL came, the strongest that said so; null if there is none
 * @param proof what the certificate says by which it proved the URL; null if it did not
 * @param claim a URL that it shows and that is not followed, or not yet; null if there is none
 * @param changes how often it began to show another URL since a person last looked at it
 * @param shown what each way said last
 * @param earlier the URLs that it was judged by before, oldest first
 */
public record UrlHistory(
    @Nullable MudUrl url,
    @Nullable Source source,
    @Nullable Proof proof,
    @Nullable UrlClaim claim,
    int changes,
    SortedMap<Source, MudUrl> shown,
    List<MudUrl> earlier) {
  /** Of one device; far more than the changes that are followed without a person. */
  static final int MAX_EARLIER = 64;

  /** Nothing was shown yet. */
  public static final UrlHistory NONE =
      new UrlHistory(null, null, null, null, 0, Collections.emptySortedMap(), List.of());

  public UrlHistory {
    shown = Collections.unmodifiableSortedMap(new TreeMap<>(shown));
    int surplus = Math.max(0, earlier.size() - MAX_EARLIER);
    earlier = List.copyOf(earlier.subList(surplus, earlier.size()));
  }

  /** What vouches for the URL. */
  public Strength strength() {
    return source == null ? Strength.WEAK : source.strength();
  }

  /** Who has to sign its file, as its certificate says; null if it does not say. */
  public @Nullable X500Principal mudsigner() {
    return proof == null ? null : proof.mudsigner();
  }

  /** This URL is followed from now on; whatever was claimed before is settled. */
  public UrlHistory learnt(MudUrl newUrl, Source newSource, @Nullable Proof newProof) {
    return new UrlHistory(newUrl, newSource, newProof, null, 0, shown, earlier);
  }

  /** What was claimed is followed from now on, and the URL before is an earlier one. */
  public UrlHistory followed(UrlClaim followed) {
    List<MudUrl> before = new ArrayList<>(earlier);
    if (url != null) {
      before.remove(url);
      before.add(url);
    }
    before.remove(followed.url());
    return new UrlHistory(
        followed.url(), followed.source(), followed.proof(), null, changes, shown, before);
  }

  /** The same with a claim; null settles the one that there is. */
  public UrlHistory withClaim(@Nullable UrlClaim newClaim) {
    return new UrlHistory(url, source, proof, newClaim, changes, shown, earlier);
  }

  /** The same with what a certificate says of it. */
  public UrlHistory withProof(Proof newProof) {
    return new UrlHistory(url, source, newProof, claim, changes, shown, earlier);
  }

  /** The same, with so many changes counted. */
  public UrlHistory withChanges(int count) {
    return new UrlHistory(url, source, proof, claim, count, shown, earlier);
  }

  /** The same, with what one way says now. */
  public UrlHistory said(Source way, MudUrl what) {
    Map<Source, MudUrl> all = new TreeMap<>(shown);
    all.put(way, what);
    return new UrlHistory(url, source, proof, claim, changes, new TreeMap<>(all), earlier);
  }

  /** The same, with nothing said: whoever speaks next may have changed in the meantime. */
  public UrlHistory silent() {
    return new UrlHistory(
        url, source, proof, claim, changes, Collections.emptySortedMap(), earlier);
  }

  /**
   * The same, with nothing said by one way. If the URL came by that one, and another that is worth
   * as much says the same, it came by the other.
   */
  public UrlHistory unsaid(Source way) {
    SortedMap<Source, MudUrl> others = new TreeMap<>(shown);
    others.remove(way);
    Source by =
        source != way
            ? source
            : others.entrySet().stream()
                .filter(other -> other.getValue().equals(url))
                .map(Map.Entry::getKey)
                .filter(other -> other.strength() == way.strength())
                .findFirst()
                .orElse(way);
    return new UrlHistory(url, by, proof, claim, changes, others, earlier);
  }
}
