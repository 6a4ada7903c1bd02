package org.mudward.mud;

import java.util.List;
import org.mudward.policy.Family;

/**
 * One access control list of a MUD file.
 *
 * @param name unique in the file
 * @param family from the list's type; lists of other types were left out with a notice
 * @param aces in document order
 */
public record MudAcl(String name, Family family, List<MudAce> aces) {
  public MudAcl {
    aces = List.copyOf(aces);
  }
}
