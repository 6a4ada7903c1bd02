package org.mudward.policy.baseline;

import static org.mudward.policy.baseline.Aspect.CURRENT_PROTOCOLS;
import static org.mudward.policy.baseline.Aspect.DECLARED_SERVICES;
import static org.mudward.policy.baseline.Aspect.ENCRYPTED_TRANSPORT;
import static org.mudward.policy.baseline.Aspect.HIDDEN_CREDENTIALS;
import static org.mudward.policy.baseline.Aspect.KNOWN_IDENTITY;
import static org.mudward.policy.baseline.Requirement.Sight.BOTH;
import static org.mudward.policy.baseline.Requirement.Sight.BREACH;
import static org.mudward.policy.baseline.Requirement.Sight.NOTHING;

import java.util.List;
import org.mudward.policy.baseline.Requirement.Publisher;
import org.mudward.policy.baseline.Requirement.Sight;

/** NIST, IoT Device Cybersecurity Capability Core Baseline (NISTIR 8259A). */
final class NistRequirements {
  static final List<Requirement> ALL =
      List.of(
          seen(
                  "Device Identification",
                  BOTH,
                  "The device can be told apart, logically and physically.",
                  KNOWN_IDENTITY)
              .by("RFC 4122"),
          unseen("Device Configuration 1", NOTHING, "Its settings can be changed.")
              .by("draft-ietf-suit-manifest", "LwM2M"),
          unseen("Device Configuration 2", NOTHING, "Only authorised entities change settings.")
              .by("LwM2M"),
          unseen("Device Configuration 3", NOTHING, "A secure configuration can be restored.")
              .by("LwM2M"),
          seen(
                  "Data Protection 1",
                  BREACH,
                  "Sound cryptographic modules protect what it stores and sends.",
                  ENCRYPTED_TRANSPORT,
                  CURRENT_PROTOCOLS)
              .by("RFC 8152", "RFC 8446"),
          unseen(
              "Data Protection 2",
              NOTHING,
              "All data can be made unreadable by an authorised entity."),
          unseen("Data Protection 3", NOTHING, "The use of cryptography can be configured."),
          seen(
              "Logical Access to Interfaces 1",
              BREACH,
              "Interfaces that the core function does not need can be disabled.",
              DECLARED_SERVICES),
          seen(
              "Logical Access to Interfaces 2",
              BREACH,
              "Each interface is for authorised entities only.",
              DECLARED_SERVICES,
              HIDDEN_CREDENTIALS),
          unseen(
              "Logical Access to Interfaces 3",
              NOTHING,
              "Locking after failed attempts can be configured."),
          unseen("Software Update 1", NOTHING, "Software can be updated.")
              .by("draft-ietf-suit-manifest"),
          unseen("Software Update 2", NOTHING, "Updates are verified before they are installed.")
              .by("draft-ietf-suit-manifest"),
          unseen("Software Update 3", NOTHING, "An earlier version can be restored.")
              .by("draft-ietf-suit-manifest"),
          unseen("Software Update 4", NOTHING, "Only authorised entities update.")
              .by("draft-ietf-suit-manifest"),
          unseen("Software Update 5", NOTHING, "Updating can be switched on and off."),
          unseen(
              "Software Update 6.1",
              NOTHING,
              "Remote updates can be set to run by themselves or by hand."),
          unseen(
              "Software Update 6.2", NOTHING, "Notices of updates can be set, and who gets them."),
          unseen(
                  "Cybersecurity State Awareness 1",
                  NOTHING,
                  "The device reports the state of its security.")
              .by("draft-ietf-rats-eat"),
          unseen(
                  "Cybersecurity State Awareness 2",
                  NOTHING,
                  "A degraded state is told from a sound one.")
              .by("draft-ietf-rats-eat"),
          unseen(
              "Cybersecurity State Awareness 3",
              NOTHING,
              "Only authorised entities see the state."),
          unseen(
              "Cybersecurity State Awareness 4", NOTHING, "Nobody but its keeper edits the state."),
          unseen(
                  "Cybersecurity State Awareness 5",
                  NOTHING,
                  "The state can be sent to another device.")
              .by("draft-ietf-rats-eat", "draft-ietf-suit-report"));

  private NistRequirements() {}

  private static Requirement seen(String id, Sight sight, String text, Aspect... aspects) {
    return Requirement.seen(Publisher.NIST, id, sight, text, aspects);
  }

  private static Requirement unseen(String id, Sight sight, String text) {
    return Requirement.unseen(Publisher.NIST, id, sight, text);
  }
}
