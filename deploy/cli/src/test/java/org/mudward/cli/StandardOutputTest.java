package org.mudward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  private final StringWriter err = new StringWriter();

  private int code(OutputStream to, int otherwise) {
    StandardOutput output = new StandardOutput(to);
    PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8);
    out.println("a report");
    out.flush();
    return output.code(otherwise, new PrintWriter(err, true));
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void whatIsWrittenChangesNothing() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    assertEquals(ExitCode.FINDINGS, code(written, ExitCode.FINDINGS));
    assertEquals("a report\n", written.toString(StandardCharsets.UTF_8));
    assertEquals("", err.toString());
  }

  @Test
  void whatIsLostIsSaidAndIsNotFine() {
    OutputStream full = failing("No space left on device");
    assertEquals(ExitCode.UNREACHABLE, code(full, ExitCode.FINE));
    assertEquals(
        "mudward: standard output cannot be written: No space left on device\n", err.toString());
    assertEquals(ExitCode.FAULT, code(full, ExitCode.FAULT));
  }

  @Test
  void whoeverHasReadEnoughIsToldNothing() {
    assertEquals(ExitCode.UNREACHABLE, code(failing("Broken pipe"), ExitCode.FINE));
    assertEquals("", err.toString());
  }
}
