package org.mudward.mud.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.MudUrl;
import org.mudward.mud.learn.DeviceList;
import org.mudward.mud.learn.QrLabel;
import org.mudward.mud.learn.QrReader;
import org.mudward.mud.learn.QrReading;
import org.mudward.mud.manager.Assigned;
import org.mudward.mud.manager.Assignment;
import org.mudward.policy.MacAddress;

/** The MUD URLs that an operator hands in, as requests write them. */
final class HandIns {
  /** What scanners and shells add to a text. */
  private static final String LINE_ENDS = "[\r\n]+$";

  private HandIns() {}

  /**
   * What a request wants.
   *
   * @param label of the device, if it was scanned
   * @param notes what was odd about it, and did not matter
   */
  record HandIn(List<Assignment> wanted, @Nullable QrLabel label, List<String> notes) {
    HandIn {
      wanted = List.copyOf(wanted);
      notes = List.copyOf(notes);
    }
  }

  /** One device: by its MAC and URL, or by the text of its QR code. */
  static HandIn one(JsonObject body) {
    if (!body.containsKey("qr")) {
      Assignment one = new Assignment("", Requests.mac(body), Requests.url(body));
      return new HandIn(List.of(one), null, List.of());
    }
    QrReading reading = QrReader.read(Requests.text(body, "qr").replaceFirst(LINE_ENDS, ""));
    QrLabel label = reading.label();
    if (label == null) {
      throw new BadRequestException("the QR code: " + String.join("; ", reading.problems()));
    }
    MacAddress mac = device(body, label);
    Assignment one = new Assignment("", mac, label.url());
    return new HandIn(List.of(one), label, reading.problems());
  }

  private static MacAddress device(JsonObject body, QrLabel label) {
    MacAddress scanned = label.mac().orElse(null);
    if (!body.containsKey("mac")) {
      if (scanned == null) {
        throw new BadRequestException("the QR code does not say which device it is: name its MAC");
      }
      return scanned;
    }
    MacAddress named = Requests.mac(body);
    if (scanned != null && !scanned.equals(named)) {
      throw new BadRequestException("the QR code is that of " + scanned + ", not of " + named);
    }
    return named;
  }

  /** A list of devices. */
  static HandIn list(JsonObject body) {
    DeviceList list = DeviceList.read(Requests.text(body, "csv"));
    if (!list.problems().isEmpty()) {
      throw new BadRequestException(String.join("\n", list.problems()));
    }
    List<Assignment> wanted =
        list.rows().stream()
            .map(row -> new Assignment("line " + row.line(), row.mac(), row.url()))
            .toList();
    return new HandIn(wanted, null, List.of());
  }

  /** What came of it. */
  static Buffer answer(HandIn handIn, List<Assigned> done, boolean dryRun) {
    JsonArray devices = new JsonArray();
    done.forEach(one -> devices.add(device(one)));
    JsonObject answer = new JsonObject().put("dry_run", dryRun).put("devices", devices);
    QrLabel label = handIn.label();
    if (label != null) {
      answer.put("company", label.company()).put("model", label.model());
      ApiJson.put(answer, "product", label.product());
    }
    return answer.put("notes", new JsonArray(handIn.notes())).toBuffer();
  }

  private static JsonObject device(Assigned one) {
    JsonObject json =
        new JsonObject()
            .put("mac", one.mac().toString())
            .put("mud_url", one.url().text())
            .put("change", one.change().name().toLowerCase(Locale.ROOT));
    MudUrl before = one.before();
    ApiJson.put(json, "before", before == null ? null : before.text());
    return json;
  }
}
