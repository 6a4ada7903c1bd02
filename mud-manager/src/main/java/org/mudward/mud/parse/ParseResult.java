package org.mudward.mud.parse;

import java.util.List;
import java.util.Optional;
import org.mudward.mud.MudFile;
import org.mudward.mud.Problem;

/**
 * What came of reading a file.
 *
 * @param file present exactly if no problem is an error
 * @param problems all of them, in the order of the file
 */
public record ParseResult(Optional<MudFile> file, List<Problem> problems) {
  public ParseResult {
    problems = List.copyOf(problems);
  }
}
