package org.mudward.mud.learn;

import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Emitted;
import org.mudward.mud.learn.Sighting.Proof;
import org.mudward.policy.MacAddress;

/**
 * What a device's certificate says of MUD (RFC 8520 section 11). It is the issuer's word, and worth
 * something only once the device has proved that it holds the certificate's key.
 *
 * @param thing which thing it is about, the subject; null if that is empty, or it cannot be read
 * @param url null if it names none, or none that is valid
 * @param signer who signs the MUD file; null if it does not say, or not in a readable way
 * @param problems what is wrong with it, for the journal; empty if nothing is
 */
public record CertificateClaim(
    @Nullable X500Principal thing,
    @Nullable MudUrl url,
    @Nullable X500Principal signer,
    List<String> problems) {
  public CertificateClaim {
    problems = List.copyOf(problems);
  }

  /** What it tells of the device that has just proved to somebody that it holds the key. */
  public Emitted by(MacAddress mac) {
    String problem = problems.isEmpty() ? null : String.join("; ", problems);
    Proof proof = thing == null ? null : new Proof(thing, signer);
    return new Emitted(mac, url, problem, proof);
  }
}
