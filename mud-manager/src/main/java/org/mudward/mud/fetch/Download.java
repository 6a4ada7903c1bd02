package org.mudward.mud.fetch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.fetch.FetchFailure.Reason;
import org.mudward.policy.IpAddress;

/**
 * Gets one document, the file or its signature: follows redirects as long as they stay on their
 * server, and has one look-up, one judgement and one deadline whatever the server thinks of.
 */
final class Download {
  /** A host with more dead addresses than this is out of order. */
  private static final int MAX_ADDRESSES_TRIED = 3;

  private final FetchSettings settings;
  private final AddressGuard guard;
  private final HttpsGet https;

  Download(FetchSettings settings, AddressGuard guard, HttpsGet https) {
    this.settings = settings;
    this.guard = guard;
    this.https = https;
  }

  /** The answer that is not a redirect any more: 200, or 304 if a tag was given. */
  Answer get(HttpsUrl start, int limit, @Nullable String etag)
      throws FailedException, InterruptedException {
    Deadline deadline = Deadline.in(settings.total());
    HttpsUrl url = start;
    for (int redirects = 0; redirects <= FetchSettings.MAX_REDIRECTS; redirects++) {
      Answer answer = dial(url, limit, etag, deadline);
      boolean unchanged = answer.status() == Answer.NOT_MODIFIED && etag != null;
      if (answer.status() == Answer.OK || unchanged) {
        return answer;
      }
      if (!answer.isRedirect()) {
        throw FailedException.status(url, answer.status());
      }
      url = next(url, answer.location());
    }
    throw new FailedException(
        Reason.LIMIT,
        start.host() + " redirects more than " + FetchSettings.MAX_REDIRECTS + " times");
  }

  /** The permitted addresses in turn, until one can be connected to. */
  private Answer dial(HttpsUrl url, int limit, @Nullable String etag, Deadline deadline)
      throws FailedException, InterruptedException {
    List<IpAddress> addresses = guard.permitted(url);
    int tried = Math.min(addresses.size(), MAX_ADDRESSES_TRIED);
    for (int i = 0; ; i++) {
      if (deadline.hasPassed()) {
        throw new FailedException(Reason.LIMIT, url.host() + " took too long before connecting");
      }
      try {
        return https.get(url, addresses.get(i), limit, etag, deadline);
      } catch (FailedException e) {
        if (e.reason() != Reason.CONNECT || i + 1 >= tried) {
          throw e;
        }
      }
    }
  }

  private static HttpsUrl next(HttpsUrl url, @Nullable String location) throws FailedException {
    if (location == null) {
      throw new FailedException(Reason.REDIRECT, url.host() + " redirects to nowhere");
    }
    HttpsUrl target = url.resolve(location, Reason.REDIRECT);
    if (!target.sameServer(url)) {
      throw new FailedException(
          Reason.REDIRECT,
          url.host() + " redirects to " + target.hostHeader() + ", which a person has to look at");
    }
    return target;
  }
}
