package org.mudward.lab;

import static org.mudward.lab.Attempt.blocked;
import static org.mudward.lab.Attempt.passes;

import java.util.List;
import java.util.stream.Stream;

/** What is tried in a {@link LampLab}, and what the manufacturers' files say of it. */
public final class LampAttempts {
  private static final String LAMP = Network.ip(LampLab.LAMP);
  private static final String SENSOR = Network.ip(LampLab.SENSOR);
  private static final String LAPTOP = Network.ip(LampLab.LAPTOP);
  private static final String UNEXPLAINED = "";

  private LampAttempts() {}

  /** What the lamp may do, by its file or by the defaults. */
  public static List<Attempt> permitted() {
    return List.of(
        passes(
            "lamp -> its cloud, tcp 443",
            "lamp",
            "tcp 198.51.100.10 443",
            "tcp device -> cloud.lamp.example:443"),
        pool("first of three addresses", "198.51.100.11"),
        pool("second address", "198.51.100.12"),
        pool("third address", "198.51.100.13"),
        passes(
            "lamp -> its cloud over IPv6, tcp 443",
            "lamp",
            "tcp 2001:db8:1::10 443",
            "tcp device -> [2001:db8:1::10]:443"),
        passes(
            "lamp -> sensor of the same maker, udp 5540",
            "lamp",
            "udp " + SENSOR + " 5540",
            "udp device -> sensor:5540"),
        passes(
            "lamp -> the gateway's DNS, udp 53",
            "lamp",
            "dns " + Network.GATEWAY + " 53 cloud.lamp.example",
            "udp device -> gateway:53"));
  }

  private static Attempt pool(String which, String address) {
    return passes(
        "lamp -> pool, " + which,
        "lamp",
        "tcp " + address + " 8883",
        "tcp device -> " + address + ":8883");
  }

  /** What the lamp may not do. */
  public static List<Attempt> denied() {
    return List.of(
        blocked(
            "lamp -> its cloud, undeclared port 80",
            "lamp",
            "tcp 198.51.100.10 80",
            "tcp device -> cloud.lamp.example:80"),
        blocked(
            "lamp -> its cloud, undeclared udp 7000",
            "lamp",
            "udp 198.51.100.10 7000",
            "udp device -> cloud.lamp.example:7000"),
        blocked(
            "lamp -> an undeclared host, tcp 443",
            "lamp",
            "tcp 198.51.100.20 443",
            "tcp device -> other.example:443"),
        blocked(
            "lamp -> an undeclared host over IPv6, tcp 443",
            "lamp",
            "tcp 2001:db8:1::20 443",
            "tcp device -> [2001:db8:1::20]:443"),
        blocked(
            "lamp -> laptop, tcp 22 (lateral)",
            "lamp",
            "tcp " + LAPTOP + " 22",
            "tcp device -> laptop:22"),
        blocked(
            "lamp -> laptop, tcp 8080 (its controller, wrong direction)",
            "lamp",
            "tcp " + LAPTOP + " 8080",
            "tcp device -> laptop:8080 syn"),
        blocked(
            "lamp -> laptop over IPv6, tcp 2222 (lateral)",
            "lamp",
            "tcp fd00:77::50 2222",
            "tcp device -> [fd00:77::50]:2222"),
        blocked(
            "lamp -> sensor, undeclared udp 9999",
            "lamp",
            "udp " + SENSOR + " 9999",
            "udp device -> sensor:9999"));
  }

  /** What others try with the lamp, and the laptop with the world. */
  public static List<Attempt> ofOthers() {
    return List.of(
        passes(
            "laptop -> lamp, tcp 8080 (its controller)",
            "laptop",
            "tcp " + LAMP + " 8080",
            "tcp laptop -> device:8080"),
        blocked(
            "laptop -> lamp, tcp 22 (lateral)",
            "laptop",
            "tcp " + LAMP + " 22",
            "tcp laptop -> device:22"),
        blocked(
            "laptop -> lamp over IPv6, tcp 2222 (lateral)",
            "laptop",
            "tcp fd00:77::10 2222",
            "tcp [fd00:77::50] -> [fd00:77::10]:2222"),
        blocked(
            "an undeclared host -> lamp, tcp 22",
            "internet",
            "tcp " + LAMP + " 22",
            "tcp [203.0.113.2] -> device:22"),
        blocked(
            "update server -> lamp, from port 443 (wrong direction)",
            "internet",
            "tcp-from 198.51.100.15 443 " + LAMP + " 8080",
            "tcp update.lamp.example:443 -> device:8080 syn"),
        passes(
            "laptop -> any host, tcp 443 (no MUD, untouched)",
            "laptop",
            "tcp 198.51.100.20 443",
            UNEXPLAINED));
  }

  /** What a device tries whose file is not believed. */
  public static List<Attempt> ofHeld(String name) {
    return List.of(
        blocked(name + " (held) -> its cloud, tcp 443", name, "tcp 198.51.100.10 443", UNEXPLAINED),
        blocked(
            name + " (held) -> its cloud over IPv6", name, "tcp 2001:db8:1::10 443", UNEXPLAINED),
        blocked(name + " (held) -> lamp, tcp 8080", name, "tcp " + LAMP + " 8080", UNEXPLAINED),
        passes(
            name + " (held) -> the gateway's DNS, udp 53",
            name,
            "dns " + Network.GATEWAY + " 53 cloud.lamp.example",
            UNEXPLAINED));
  }

  /** All, with these devices held. */
  public static List<Attempt> all(List<String> held) {
    Stream<Attempt> known = Stream.of(permitted(), denied(), ofOthers()).flatMap(List::stream);
    return Stream.concat(known, held.stream().map(LampAttempts::ofHeld).flatMap(List::stream))
        .toList();
  }
}
