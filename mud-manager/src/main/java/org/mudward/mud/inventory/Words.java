package org.mudward.mud.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mudward.mud.MudUrl;

/**
 * What persons said of files, each word for exactly the octets that it names, and which URLs heard
 * something new since it was saved.
 */
final class Words<T> {
  /** Words of one kind of one URL that are kept; the newest count. */
  static final int MAX_WORDS = 16;

  private final Function<T, String> sha256;
  private final Map<MudUrl, List<T>> all = new HashMap<>();
  private final Set<MudUrl> changed = new HashSet<>();

  /**
   * @param sha256 which octets a word is about
   */
  Words(Function<T, String> sha256) {
    this.sha256 = sha256;
  }

  /** Knows exactly these from now on, and nothing has changed. */
  void load(Map<MudUrl, List<T>> saved) {
    all.clear();
    all.putAll(saved);
    changed.clear();
  }

  /** All of a URL, oldest first. */
  List<T> of(MudUrl url) {
    return all.getOrDefault(url, List.of());
  }

  /** The one about these octets. */
  Optional<T> of(MudUrl url, String octets) {
    return of(url).stream().filter(word -> sha256.apply(word).equals(octets)).findFirst();
  }

  /** Keeps a word, in place of one about the same octets. */
  void add(MudUrl url, T word) {
    List<T> words = new ArrayList<>(of(url));
    words.removeIf(other -> sha256.apply(other).equals(sha256.apply(word)));
    words.add(word);
    int surplus = Math.max(0, words.size() - MAX_WORDS);
    all.put(url, List.copyOf(words.subList(surplus, words.size())));
    changed.add(url);
  }

  /** Takes back what was said about these octets; whether there was anything. */
  boolean remove(MudUrl url, String octets) {
    if (of(url, octets).isEmpty()) {
      return false;
    }
    all.put(url, of(url).stream().filter(word -> !sha256.apply(word).equals(octets)).toList());
    changed.add(url);
    return true;
  }

  /** All words of the URLs that heard something new. */
  Map<MudUrl, List<T>> changed() {
    Map<MudUrl, List<T>> news = new HashMap<>();
    changed.forEach(url -> news.put(url, of(url)));
    return news;
  }

  /** What changed is on the disk. */
  void saved() {
    changed.clear();
  }
}
