package org.mudward.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/config.schema.json says what the reader reads. */
class ConfigSchemaTest {
  private static final Path ROOT = root();
  private static final Pattern EXAMPLE =
      Pattern.compile("^```yaml\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path folder;

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/config.schema.json"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static SchemaCheck schema() throws IOException {
    return new SchemaCheck(
        new ObjectMapper().readTree(ROOT.resolve("docs/config.schema.json").toFile()));
  }

  private static String everyKey() throws IOException {
    try (var in = ConfigSchemaTest.class.getResourceAsStream("every-key.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("mudward.yaml"), text);
  }

  private static Object plain(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @Test
  void everyKeyThatTheReaderKnowsIsInTheSchemaAndTheOtherWayRound() throws Exception {
    assertEquals(
        String.join("\n", ConfigReader.keys(file(everyKey()))), String.join("\n", schema().keys()));
  }

  @Test
  void theExampleWithEveryKeyIsFineForBoth() throws Exception {
    ConfigReader.read(file(everyKey()));
    assertEquals(List.of(), schema().problems(plain(everyKey())));
  }

  @Test
  void theExamplesOfTheDocumentsAreFineForBoth() throws Exception {
    int found = 0;
    for (String name : List.of("README.md", "docs/operation.md")) {
      Matcher examples = EXAMPLE.matcher(Files.readString(ROOT.resolve(name)));
      while (examples.find()) {
        String example = examples.group(1);
        assertEquals(List.of(), schema().problems(plain(example)), name);
        ConfigReader.read(file(example));
        found++;
      }
    }
    assertTrue(found >= 2, "examples: " + found);
  }

  @Test
  void whatIsShownAsEffectiveIsFineForBothAndReadsTheSame() throws Exception {
    Config config = ConfigReader.read(file(everyKey()));
    String shown = EffectiveConfig.yaml(config);
    assertEquals(List.of(), schema().problems(plain(shown)), shown);
    assertEquals(config, ConfigReader.read(file(shown)), shown);
    Config least = ConfigReader.read(file("site: {gateway: {mac: \"02:00:00:00:00:01\"}}\n"));
    assertEquals(least, ConfigReader.read(file(EffectiveConfig.yaml(least))));
  }

  @Test
  void theDefaultsOfTheSchemaAreThoseOfTheReader() throws Exception {
    Config least = ConfigReader.read(file("site: {gateway: {mac: \"02:00:00:00:00:01\"}}\n"));
    JsonNode shown = new ObjectMapper().valueToTree(EffectiveConfig.tree(least));
    JsonNode schema = new ObjectMapper().readTree(ROOT.resolve("docs/config.schema.json").toFile());
    assertTrue(defaults(schema, shown, "") > 10);
  }

  private static int defaults(JsonNode schema, JsonNode shown, String place) {
    int found = 0;
    for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
      JsonNode value = shown.path(entry.getKey());
      if (entry.getValue().has("default")) {
        assertEquals(entry.getValue().get("default"), value, place + "." + entry.getKey());
        found++;
      }
      found += defaults(entry.getValue(), value, place + "." + entry.getKey());
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sight: {}",
        "manager: {new-devices: none}",
        "manager: {changed-files: narrower}",
        "manager: {api: 8520}",
        "manager: {fetch: {allowed: []}}",
        "site: {dns: [example.com]}",
        "site: {devices: [{name: lamp}]}",
        "site: {devices: {mac: \"02:00:00:00:00:10\"}}",
        "site: {baseline: {arp: maybe}}",
        "site: {gateway: {mac: lamp}}",
        "enforcer: {openflow: {bridge: \"-x\"}}",
        "enforcer: {openflow: {bridges: [{trunks: [a]}]}}",
        "enforcer: {openflow: {bridges: [{name: s1, datapath: \"xyz\"}]}}",
        "manager: {ports: loose}",
        "site: {devices: [{mac: \"02:00:00:00:00:10\", port: lan1}]}",
        "run: {user: Root}"
      })
  void whatOneRefusesTheOtherRefusesToo(String text) throws Exception {
    assertFalse(schema().problems(plain(text)).isEmpty());
    String open = text.contains("manager") ? text : text + "\nmanager: {new-devices: allow}\n";
    assertThrows(ConfigException.class, () -> ConfigReader.read(file(open)), text);
  }
}
