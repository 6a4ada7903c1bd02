package org.mudward.mud.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mudward.mud.verify.ForgeryTable.Row;

/** Every signature of the table, judged here and by {@code openssl cms}. */
class ForgeryTableTest {
  private static final Map<String, Row> ROWS = ForgeryTable.rows();

  @TempDir private Path folder;

  private static List<String> names() {
    return List.copyOf(ROWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void isJudgedAsItShould(String name) throws Exception {
    Row row = Objects.requireNonNull(ROWS.get(name));
    VerifyResult result = Forgeries.verify(row.file(), row.signature());
    assertEquals(
        row.code(),
        result instanceof VerifyResult.Held held ? held.problem().code() : "",
        () -> name + ": " + result);
    Files.writeString(folder.resolve("root.pem"), ForgeryTable.ROOT.pem());
    Files.write(folder.resolve("mud.json"), row.file());
    Files.write(folder.resolve("mud.p7s"), row.signature());
    OpenSsl.Outcome outcome = new OpenSsl(folder).verify("mud.p7s", "mud.json", "root.pem");
    assertEquals(row.openssl(), outcome.status() == 0, () -> name + ": " + outcome.said());
  }

  @Test
  void thereAreManyAndEveryDifferenceHasItsReason() {
    long forged = ROWS.values().stream().filter(row -> !row.code().isEmpty()).count();
    assertTrue(forged >= 80 && ROWS.size() - forged >= 15, forged + " of " + ROWS.size());
    ROWS.forEach(
        (name, row) ->
            assertEquals(row.code().isEmpty() == row.openssl(), row.why().isEmpty(), name));
  }
}
