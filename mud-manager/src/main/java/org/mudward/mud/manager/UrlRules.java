package org.mudward.mud.manager;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.inventory.UrlClaim;
import org.mudward.mud.inventory.UrlClaim.Reason;
import org.mudward.mud.inventory.UrlHistory;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.mud.learn.Sighting.Source;
import org.mudward.mud.learn.Sighting.Strength;

/**
 * What follows when a device shows a MUD URL (RFC 8520 sections 10.1 and 16, and the draft on
 * acceptable URLs). Pure.
 *
 * <p>What the operator wrote stands above a proof, and a proof above a device's mere word: the
 * weaker never displaces the stronger and never brings a device back, the stronger displaces the
 * weaker at once. Of equal strength, a URL beside the old one goes on trial until its file shows
 * the same signer; any other waits for a person.
 */
final class UrlRules {
  /** How often a device may begin to show another URL; firmware is not that lively. */
  static final int MAX_CHANGES = 16;

  private final UrlHistory before;
  private final Emitted emitted;
  private final MudUrl shown;

  private UrlRules(UrlHistory before, Emitted emitted, MudUrl shown) {
    this.before = before;
    this.emitted = emitted;
    this.shown = shown;
  }

  /**
   * What follows.
   *
   * @param urls what is known of the device's URL from now on
   * @param event for the journal; empty if there is nothing to tell
   * @param text for the journal
   * @param remark what is odd about what it shows; null to leave what was odd before
   * @param present whether it shows the URL that it is judged by, on no weaker word than before
   */
  record Step(
      UrlHistory urls, String event, String text, @Nullable String remark, boolean present) {}

  /**
   * A device shows a URL.
   *
   * @param canonical what the file of the URL before calls itself: later changes are small or not
   *     by comparison with this
   */
  static Step shown(UrlHistory before, Emitted emitted, MudUrl shown, @Nullable MudUrl canonical) {
    return new UrlRules(before, emitted, shown).step(canonical);
  }

  private Step step(@Nullable MudUrl canonical) {
    Source way = emitted.source();
    MudUrl url = before.url();
    UrlHistory urls = before.said(way, shown);
    if (url == null) {
      String text = shown + " by " + way;
      return new Step(urls.learnt(shown, way, emitted.proof()), "url.learnt", text, "", true);
    }
    if (url.equals(shown)) {
      return agreed(urls, url);
    }
    Source source = before.source();
    if (source != null && source.isWritten()) {
      String who = source == Source.SITE ? "the site file says " : "the operator says ";
      String remark = "it shows " + shown + ", " + who + url;
      return new Step(urls, "url.ignored", remark, remark, false);
    }
    if (before.strength() == way.strength()) {
      return other(urls, url, canonical == null ? url : canonical);
    }
    if (before.strength() == Strength.STRONG) {
      String remark = "by " + way + " it shows " + shown + ", and has proved " + url;
      return new Step(urls, "url.contradicted", remark, remark, false);
    }
    String alarm = sameAuthority(url, shown) ? "" : "; SE-01: that is another authority";
    String text = "it proves " + shown + " and only claimed " + url + alarm;
    return new Step(urls.learnt(shown, way, emitted.proof()), "url.displaced", text, "", true);
  }

  /** It shows the URL that it is judged by. */
  private Step agreed(UrlHistory urls, MudUrl url) {
    Source way = emitted.source();
    Proof proof = emitted.proof();
    boolean present = way.strength() == Strength.STRONG || before.strength() == Strength.WEAK;
    if (way.strength() == Strength.STRONG && before.strength() == Strength.WEAK) {
      String text = "by " + way + "; it only claimed it before";
      return new Step(urls.learnt(url, way, proof), "url.proven", text, "", true);
    }
    UrlHistory known = proof == null ? urls : urls.withProof(proof);
    UrlClaim claim = before.claim();
    if (claim == null || claim.holds() || claim.source().strength() != way.strength()) {
      return new Step(known, "", "", null, present);
    }
    if (claim.source() == way) {
      String text = "it shows this one again and no longer " + claim.url();
      return new Step(known.withClaim(null), "url.withdrawn", text, null, present);
    }
    UrlClaim conflict = claim.because(Reason.WAYS);
    String text = "held: " + why(url, conflict);
    return new Step(known.withClaim(conflict), "url.conflict", text, null, present);
  }

  /** It shows another, on a word of the same strength. */
  private Step other(UrlHistory urls, MudUrl url, MudUrl canonical) {
    UrlClaim claim = before.claim();
    boolean known =
        claim != null
            && claim.url().equals(shown)
            && Objects.equals(claim.proof(), emitted.proof());
    if (known) {
      return new Step(urls, "", "", null, false);
    }
    Reason reason = reason(url, canonical);
    if (reason != Reason.ON_TRIAL) {
      UrlClaim held = new UrlClaim(shown, emitted.source(), emitted.proof(), reason);
      String text = "held: " + why(url, held);
      return new Step(urls.withClaim(held), event(reason), text, null, false);
    }
    if (claim != null && claim.holds()) {
      return new Step(urls, "", "", null, false);
    }
    UrlClaim trial = new UrlClaim(shown, emitted.source(), emitted.proof(), reason);
    return new Step(
        urls.withClaim(trial).withChanges(before.changes() + 1),
        "url.on-trial",
        why(url, trial),
        null,
        false);
  }

  private Reason reason(MudUrl url, MudUrl canonical) {
    if (!url.equals(before.shown().get(emitted.source())) && anotherWaySays(url)) {
      return Reason.WAYS;
    }
    if (before.earlier().contains(shown)) {
      return Reason.ROLLBACK;
    }
    if (!shown.equals(canonical) && !shown.isBeside(canonical)) {
      return sameAuthority(url, shown) ? Reason.PATH : Reason.AUTHORITY;
    }
    Proof old = before.proof();
    Proof proof = emitted.proof();
    if (old != null && proof != null && !old.thing().equals(proof.thing())) {
      return Reason.THING;
    }
    return before.changes() >= MAX_CHANGES ? Reason.RESTLESS : Reason.ON_TRIAL;
  }

  private boolean anotherWaySays(MudUrl url) {
    Source way = emitted.source();
    return before.shown().entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() != way
                    && entry.getKey().strength() == way.strength()
                    && entry.getValue().equals(url));
  }

  private static boolean sameAuthority(MudUrl one, MudUrl other) {
    return Fetchers.authority(one).equals(Fetchers.authority(other));
  }

  private static String event(Reason reason) {
    return switch (reason) {
      case RESTLESS -> "url.restless";
      case ROLLBACK -> "url.rollback";
      default -> "url.conflict";
    };
  }

  /** Why a URL is not followed, or not yet. */
  static String why(MudUrl url, UrlClaim claim) {
    MudUrl shown = claim.url();
    return switch (claim.reason()) {
      case ON_TRIAL ->
          "it showed "
              + url
              + " and now shows "
              + shown
              + ", which needs a file by the same signer";
      case AUTHORITY ->
          "SE-01: it showed " + url + " and now shows " + shown + " of another authority";
      case WAYS -> "DH-05: by " + claim.source() + " it shows " + shown + ", otherwise " + url;
      case PATH ->
          "AU-01: it showed " + url + " and now shows " + shown + ", which differs in too much";
      case SIGNER ->
          "AU-02: the file of " + shown + " is not signed by whoever signed that of " + url;
      case ROLLBACK -> "AU-03: it showed " + url + " and goes back to " + shown;
      case THING ->
          "X5-04: " + shown + " came with the certificate of another thing than " + url + " did";
      case RESTLESS -> "it changed its URL more than " + MAX_CHANGES + " times, now to " + shown;
    };
  }
}
