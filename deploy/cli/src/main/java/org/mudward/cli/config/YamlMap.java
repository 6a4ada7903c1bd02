package org.mudward.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a YAML file, asked key by key with the type that is expected. What nobody asked for
 * is a problem in the end, with the nearest of the keys that were asked for.
 */
final class YamlMap {

  /** Makes a value of a text; an IllegalArgumentException becomes a problem with a line. */
  interface Parser<T> {
    T parse(String text);
  }

  private final YamlFile file;
  private final String place;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final @Nullable Node self;
  private boolean free;

  YamlMap(YamlFile file, String place, @Nullable MappingNode node) {
    this.file = file;
    this.place = place;
    self = node;
    if (node != null) {
      for (NodeTuple tuple : node.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          if (values.put(key.getValue(), tuple.getValueNode()) != null) {
            file.problem(key, "the key \"" + key.getValue() + "\" is there twice");
          }
          keys.put(key.getValue(), key);
        } else {
          file.problem(tuple.getKeyNode(), "a key is a plain word");
        }
      }
    }
  }

  boolean has(String key) {
    know(key);
    return values.containsKey(key);
  }

  /** The keys themselves are data: every one is known. */
  Set<String> allKeys() {
    known.addAll(values.keySet());
    free = true;
    file.asked(place + ".*");
    return values.keySet();
  }

  Path path(String text) {
    return file.resolve(text);
  }

  <T> Optional<T> value(String key, Parser<T> parser) {
    Node node = take(key);
    return node == null ? Optional.empty() : scalar(key, node, parser);
  }

  /** A value that has to be there; a problem and the given stand-in if it is not. */
  <T> T required(String key, Parser<T> parser, T standIn) {
    if (!has(key)) {
      String message = qualified(key) + " is missing";
      if (self == null) {
        file.problem(message);
      } else {
        file.problem(self, message);
      }
      return standIn;
    }
    return value(key, parser).orElse(standIn);
  }

  /** A list of texts; a single text counts as a list of one. */
  <T> List<T> list(String key, Parser<T> parser) {
    Node node = take(key);
    return node == null ? List.of() : list(key, node, parser);
  }

  private <T> List<T> list(String key, Node node, Parser<T> parser) {
    List<T> result = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> scalar(key, item, parser).ifPresent(result::add));
    } else {
      scalar(key, node, parser).ifPresent(result::add);
    }
    return result;
  }

  /** A mapping of any keys to lists. */
  <T> Map<String, List<T>> lists(String key, Parser<T> parser) {
    Map<String, List<T>> result = new LinkedHashMap<>();
    YamlMap inner = map(key);
    for (String name : inner.allKeys()) {
      result.put(name, inner.list(name, parser));
    }
    return result;
  }

  /** A nested mapping; empty if it is not there. */
  YamlMap map(String key) {
    Node node = take(key);
    if (node != null && !(node instanceof MappingNode)) {
      file.problem(node, qualified(key) + " should be a mapping of keys to values");
      node = null;
    }
    return new YamlMap(file, qualified(key), (MappingNode) node);
  }

  /** A list of mappings. */
  List<YamlMap> maps(String key) {
    List<YamlMap> result = new ArrayList<>();
    Node node = take(key);
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof MappingNode mapping) {
          result.add(new YamlMap(file, qualified(key) + "[" + result.size() + "]", mapping));
        } else {
          file.problem(item, qualified(key) + " should be a list of mappings");
        }
      }
    } else if (node != null) {
      file.problem(node, qualified(key) + " should be a list of mappings");
    }
    return result;
  }

  void problem(String message) {
    if (self == null) {
      file.problem(message);
    } else {
      file.problem(self, message);
    }
  }

  /** Reports what nobody asked for. */
  void finish() {
    keys.forEach(
        (key, node) -> {
          if (!known.contains(key)) {
            String nearest = Nearest.of(key, known);
            String hint =
                nearest == null
                    ? " (known here: " + String.join(", ", known) + ")"
                    : "; did you mean \"" + nearest + "\"?";
            file.problem(node, "unknown key \"" + qualified(key) + "\"" + hint);
          }
        });
  }

  private void know(String key) {
    known.add(key);
    if (!free) {
      file.asked(qualified(key).replaceAll("\\[[0-9]+]", "[]"));
    }
  }

  private @Nullable Node take(String key) {
    know(key);
    return values.get(key);
  }

  private String qualified(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  private <T> Optional<T> scalar(String key, Node node, Parser<T> parser) {
    if (!(node instanceof ScalarNode scalar)) {
      file.problem(node, qualified(key) + " should be a single value");
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parse(scalar.getValue()));
    } catch (IllegalArgumentException e) {
      file.problem(node, qualified(key) + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
