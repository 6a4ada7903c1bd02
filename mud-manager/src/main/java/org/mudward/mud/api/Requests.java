package org.mudward.mud.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.Session;
import org.mudward.policy.MacAddress;

/** Reads what requests say; anything odd is a {@link BadRequestException}. */
final class Requests {
  /** Who decides, if the caller does not say. */
  private static final String NOBODY_NAMED = "operator";

  private static final int MAX_NAME = 100;

  /** Switches name their ports in a few characters; RADIUS allows 253 (RFC 2869 section 5.17). */
  private static final int MAX_PORT = 253;

  private Requests() {}

  static MacAddress mac(RoutingContext context) {
    return parsed(context.pathParam("mac"), MacAddress::parse);
  }

  /** The one that the query asks about; null if about all. */
  static @Nullable MacAddress optionalMac(RoutingContext context) {
    List<String> values = context.queryParam("mac");
    if (values.size() > 1) {
      throw new BadRequestException("mac is one address");
    }
    return values.isEmpty() ? null : parsed(values.get(0), MacAddress::parse);
  }

  static MacAddress mac(JsonObject body) {
    return parsed(text(body, "mac"), MacAddress::parse);
  }

  /** The port of a switch; null if it is left out. */
  static @Nullable String port(JsonObject body) {
    return name(body, "port");
  }

  /** By which a switch let a device in; what is left out is not known. */
  static Session session(JsonObject body) {
    String place = name(body, "port");
    String id = name(body, "session");
    return new Session(place == null ? "" : place, id == null ? "" : id);
  }

  private static @Nullable String name(JsonObject body, String member) {
    if (!body.containsKey(member)) {
      return null;
    }
    String name = text(body, member);
    if (name.isBlank() || name.length() > MAX_PORT) {
      throw new BadRequestException(member + " is a name of at most " + MAX_PORT + " characters");
    }
    return name;
  }

  /** Octets, which come in Base64. */
  static byte[] octets(JsonObject body, String name) {
    try {
      return Base64.getDecoder().decode(text(body, name));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(name + " is Base64 of octets");
    }
  }

  static MudUrl url(JsonObject body) {
    return parsed(text(body, "url"), MudUrl::new);
  }

  /** The hash of a file's octets. */
  static String sha256(JsonObject body) {
    String text = text(body, "sha256").toLowerCase(Locale.ROOT);
    if (!text.matches("[0-9a-f]{64}")) {
      throw new BadRequestException("sha256 is 64 hexadecimal digits");
    }
    return text;
  }

  /** True or false; false if it is left out. */
  static boolean flag(JsonObject body, String name) {
    if (body.getValue(name, false) instanceof Boolean flag) {
      return flag;
    }
    throw new BadRequestException(name + " is true or false");
  }

  /** For how long something is to be. */
  static Duration seconds(JsonObject body) {
    if (body.getValue("seconds") instanceof Integer seconds && seconds > 0) {
      return Duration.ofSeconds(seconds);
    }
    throw new BadRequestException("seconds is a whole number above 0");
  }

  /** A number of the query, at least 0. */
  static long number(RoutingContext context, String name, long otherwise) {
    List<String> values = context.queryParam(name);
    if (values.isEmpty()) {
      return otherwise;
    }
    String text = values.get(0);
    if (values.size() > 1 || !text.matches("[0-9]{1,18}")) {
      throw new BadRequestException(name + " is one number");
    }
    return Long.parseLong(text);
  }

  /** The body, which may be left out where all of its members may. */
  static JsonObject body(RoutingContext context) {
    Buffer buffer = context.body().buffer();
    if (buffer == null || buffer.length() == 0) {
      return new JsonObject();
    }
    String type = context.request().getHeader("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new BadRequestException("the body is application/json");
    }
    try {
      return new JsonObject(buffer);
    } catch (DecodeException | ClassCastException e) {
      throw new BadRequestException("the body is no JSON object");
    }
  }

  /** The name of whoever decides, for the journal. */
  static String by(JsonObject body) {
    Object by = body.getValue("by", NOBODY_NAMED);
    if (!(by instanceof String name) || name.isBlank() || name.length() > MAX_NAME) {
      throw new BadRequestException("by is a name of at most " + MAX_NAME + " characters");
    }
    return name;
  }

  static List<String> texts(JsonObject body, String name) {
    if (!(body.getValue(name) instanceof JsonArray array)) {
      throw new BadRequestException(name + " is a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (Object value : array) {
      texts.add(string(value, name));
    }
    return texts;
  }

  static Map<String, String> map(JsonObject body, String name) {
    if (!(body.getValue(name, new JsonObject()) instanceof JsonObject object)) {
      throw new BadRequestException(name + " is an object of strings");
    }
    Map<String, String> map = new HashMap<>();
    object.forEach(entry -> map.put(entry.getKey(), string(entry.getValue(), name)));
    return map;
  }

  static String text(JsonObject body, String name) {
    return string(body.getValue(name), name);
  }

  private static String string(@Nullable Object value, String name) {
    if (value instanceof String text) {
      return text;
    }
    throw new BadRequestException(name + " has to be given as a string");
  }

  private static <T> T parsed(@Nullable String text, Function<String, T> parser) {
    try {
      return parser.apply(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(String.valueOf(e.getMessage()));
    }
  }
}
