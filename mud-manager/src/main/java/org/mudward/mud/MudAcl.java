package org.mudward.mud;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mudward.policy.Family;
import org.mudward.policy.Rate;

/**
 * One access control list of a MUD file.
 *
 * @param name unique in the file
 * @param family from the list's type; lists of other types were left out with a notice
 * @param aces in document order
 * @param rate how much of what the list permits is to be expected of a device in the direction that
 *     names the list (extension {@code qos}); null if the file does not say
 */
public record MudAcl(String name, Family family, List<MudAce> aces, @Nullable Rate rate) {
  public MudAcl {
    aces = List.copyOf(aces);
  }

  /** A list without a bound. */
  public MudAcl(String name, Family family, List<MudAce> aces) {
    this(name, family, aces, null);
  }

  /** The same list with a bound. */
  public MudAcl withRate(@Nullable Rate bound) {
    return new MudAcl(name, family, aces, bound);
  }
}
