package org.mudward.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a service manager starts it, which gives it hardly any environment. */
class LauncherTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int FINDINGS = 1;

  @TempDir private Path folder;

  @Test
  void namesOfFilesNeedNoLocale() throws Exception {
    for (String locale : new String[] {"", "C", "POSIX", "en_US.ISO-8859-1"}) {
      Path said = folder.resolve("said");
      // By a shell, whose octets do not depend on the locale of this process.
      String script = "printf '{}' > l\u00e4mpchen.json; exec \"$0\" check l\u00e4mpchen.json";
      Files.writeString(folder.resolve("script"), script, StandardCharsets.UTF_8);
      String launcher = System.getProperty("mudward.launcher", "deploy/mudward");
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", ". ./script", launcher)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      Map<String, String> environment = builder.environment();
      String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
      environment.clear();
      environment.put("PATH", path);
      if (!locale.isEmpty()) {
        environment.put("LC_ALL", locale);
      }
      Process process = builder.start();
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      String output = Files.readString(said);
      assertEquals(FINDINGS, process.exitValue(), output);
      assertTrue(output.contains("l\u00e4mpchen.json: not valid"), output);
    }
  }
}
