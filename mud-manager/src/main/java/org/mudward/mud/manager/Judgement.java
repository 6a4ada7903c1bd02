package org.mudward.mud.manager;

import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudFile;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Sighting.Strength;
import org.mudward.mud.resolve.Resolver;
import org.mudward.mud.verify.SignedBy;
import org.mudward.policy.DevicePolicy;

/** What came of verifying and reading the octets of a MUD file. */
sealed interface Judgement {

  /**
   * It may be enforced.
   *
   * @param strong the policy of devices whose URL is vouched for
   * @param weak the policy of devices whose URL nothing vouches for; the two differ in the classes
   *     of devices that they name
   * @param signature who signed it; null if a person vouches for it
   */
  record Usable(MudFile file, DevicePolicy strong, DevicePolicy weak, @Nullable SignedBy signature)
      implements Judgement {
    /**
     * The policies of a file.
     *
     * @param id names the strong one within a snapshot
     * @param url what the devices emit
     */
    static Usable of(MudFile file, String id, MudUrl url, @Nullable SignedBy signature) {
      return new Usable(
          file,
          Resolver.policy(file, id, url, Strength.STRONG),
          Resolver.policy(file, "weak:" + id, url, Strength.WEAK),
          signature);
    }

    DevicePolicy policy(Strength strength) {
      return strength == Strength.STRONG ? strong : weak;
    }

    /** The subject of the signer's certificate; null if a person vouches. */
    @Nullable String signer() {
      return signature == null ? null : subject(signature).getName();
    }

    /** Who has to sign what comes after it; null if a person vouches. */
    @Nullable String pin() {
      return signature == null ? null : signature.pin();
    }

    /** Whether it is signed by the one whom a device's certificate names (RFC 8520 13.2). */
    boolean isBy(X500Principal mudsigner) {
      return signature != null && mudsigner.equals(subject(signature));
    }

    private static X500Principal subject(SignedBy signature) {
      return signature.certificate().getSubjectX500Principal();
    }
  }

  /** A person has to look at it first; the reason starts with the code of the check. */
  record Held(String reason) implements Judgement {}

  /** It cannot be used whoever vouches for it. */
  record Refused(String reason) implements Judgement {}
}
