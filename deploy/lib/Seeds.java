import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Writes the seeds of a fuzz test to where Jazzer looks for them: {@code CLASS FOLDER}. */
class Seeds {
  public static void main(String[] arguments) throws Exception {
    Class<?> test = Class.forName(arguments[0]);
    Method target =
        Arrays.stream(test.getDeclaredMethods())
            .filter(method -> Arrays.toString(method.getAnnotations()).contains("FuzzTest"))
            .findFirst()
            .orElseThrow();
    Method source = test.getDeclaredMethod("seeds");
    source.setAccessible(true);
    List<?> seeds = ((Stream<?>) source.invoke(null)).toList();
    Path folder = Path.of(arguments[1], test.getName(), target.getName());
    Files.createDirectories(folder);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), (byte[]) seeds.get(i));
    }
  }
}
