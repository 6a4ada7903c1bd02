package org.mudward.mud.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The members of a YANG container or list, in the order of its module, and how their values are
 * spelled.
 *
 * <p>A member that is not listed is kept as it is, behind those that are. A value of an unexpected
 * kind is kept too: whether a file is right, the parser says, not the printer.
 *
 * @param members what the module lists, and behind that what other modules add
 */
record Shape(List<Member> members) {
  Shape {
    members = List.copyOf(members);
  }

  static Shape of(Member... members) {
    return new Shape(List.of(members));
  }

  /**
   * A member: a container or list if it has a shape, else a leaf.
   *
   * @param spelling makes the canonical value of a leaf
   */
  record Member(String name, @Nullable Shape shape, UnaryOperator<JsonNode> spelling) {}

  /** A leaf whose value is printed as it is. */
  static Member leaf(String name) {
    return leaf(name, UnaryOperator.identity());
  }

  static Member leaf(String name, UnaryOperator<JsonNode> spelling) {
    return new Member(name, null, spelling);
  }

  /** A container or a list. */
  static Member node(String name, Member... members) {
    return node(name, Shape.of(members));
  }

  static Member node(String name, Shape shape) {
    return new Member(name, shape, UnaryOperator.identity());
  }

  /**
   * The value in canonical form: an object, or each of a list of objects.
   *
   * @param pointer its place (RFC 6901)
   * @param unknown takes the places of members that are not listed
   */
  JsonNode arrange(JsonNode value, String pointer, List<String> unknown) {
    if (value instanceof ObjectNode object) {
      return arrangeObject(object, pointer, unknown);
    }
    if (value instanceof ArrayNode list) {
      ArrayNode arranged = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < list.size(); i++) {
        arranged.add(arrange(list.get(i), pointer + "/" + i, unknown));
      }
      return arranged;
    }
    return value;
  }

  private ObjectNode arrangeObject(ObjectNode object, String pointer, List<String> unknown) {
    ObjectNode arranged = JsonNodeFactory.instance.objectNode();
    for (Member member : members) {
      JsonNode value = object.get(member.name());
      if (value != null) {
        Shape shape = member.shape();
        arranged.set(
            member.name(),
            shape == null
                ? member.spelling().apply(value)
                : shape.arrange(value, at(pointer, member.name()), unknown));
      }
    }
    for (Map.Entry<String, JsonNode> rest : object.properties()) {
      if (!arranged.has(rest.getKey())) {
        arranged.set(rest.getKey(), rest.getValue());
        unknown.add(at(pointer, rest.getKey()));
      }
    }
    return arranged;
  }

  private static String at(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
