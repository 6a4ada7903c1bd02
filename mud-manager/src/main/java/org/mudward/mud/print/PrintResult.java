package org.mudward.mud.print;

import java.util.List;
import java.util.Optional;
import org.mudward.mud.Problem;

/**
 * What came of formatting a file.
 *
 * @param text the file in canonical form; empty if it is not valid, or cannot be written strictly
 * @param problems why there is no text; or else, what lenient formatting put right
 * @param unknown places of nodes that are not known here, which were kept as they are
 */
public record PrintResult(Optional<String> text, List<Problem> problems, List<String> unknown) {
  public PrintResult {
    problems = List.copyOf(problems);
    unknown = List.copyOf(unknown);
  }
}
