package org.mudward.policy.baseline;

import static org.mudward.policy.baseline.Aspect.CURRENT_PROTOCOLS;
import static org.mudward.policy.baseline.Aspect.DECLARED_SERVICES;
import static org.mudward.policy.baseline.Aspect.DECLARED_TRAFFIC;
import static org.mudward.policy.baseline.Aspect.ENCRYPTED_TRANSPORT;
import static org.mudward.policy.baseline.Aspect.HIDDEN_CREDENTIALS;
import static org.mudward.policy.baseline.Aspect.ORDERLY_BEHAVIOUR;
import static org.mudward.policy.baseline.Requirement.Sight.BOTH;
import static org.mudward.policy.baseline.Requirement.Sight.BREACH;
import static org.mudward.policy.baseline.Requirement.Sight.NOTHING;
import static org.mudward.policy.baseline.Requirement.Sight.PERSON;

import java.util.List;
import org.mudward.policy.baseline.Requirement.Publisher;
import org.mudward.policy.baseline.Requirement.Sight;

/** ETSI EN 303 645 V2.1.1 (2020): its provisions. */
final class EtsiRequirements {
  static final List<Requirement> ALL =
      List.of(
          unseen("5.1-1", NOTHING, "Passwords are unique for each device, or set by the user.")
              .by("FIDO"),
          unseen(
                  "5.1-2",
                  NOTHING,
                  "Passwords set in the factory are made so that attacks on a class of devices do not pay.")
              .by("FIDO"),
          seen(
              "5.1-3",
              BREACH,
              "Users are authenticated by best practice cryptography.",
              HIDDEN_CREDENTIALS),
          unseen("5.1-4", NOTHING, "What a user authenticates by is simple to change.")
              .by("RFC 7030", "LwM2M"),
          unseen("5.1-5", NOTHING, "Brute force over the network is impracticable."),
          unseen("5.2-1", PERSON, "There is a public policy for reporting vulnerabilities."),
          unseen("5.2-2", PERSON, "Vulnerabilities that were disclosed are acted on in time."),
          unseen("5.2-3", PERSON, "The maker looks for vulnerabilities during the support period.")
              .by("draft-ietf-scitt-architecture"),
          unseen("5.3-1", NOTHING, "All software can be updated securely.")
              .by("draft-ietf-suit-manifest"),
          unseen("5.3-2", NOTHING, "There is a mechanism that installs updates securely.")
              .by("draft-ietf-suit-manifest", "draft-ietf-teep-protocol"),
          unseen("5.3-3", PERSON, "Updates are simple to apply."),
          unseen("5.3-4", NOTHING, "Updates are automatic.").by("draft-ietf-suit-manifest"),
          unseen(
                  "5.3-5",
                  NOTHING,
                  "The device looks for security updates at its start and then regularly.")
              .by("draft-ietf-suit-manifest"),
          unseen(
              "5.3-6",
              PERSON,
              "Automatic updates and notices are on at first, and can be set by the user."),
          seen(
                  "5.3-7",
                  BREACH,
                  "Updates use best practice cryptography.",
                  ENCRYPTED_TRANSPORT,
                  CURRENT_PROTOCOLS)
              .by("draft-ietf-suit-manifest"),
          unseen("5.3-8", PERSON, "Security updates are timely."),
          unseen("5.3-9", NOTHING, "The device verifies updates.").by("draft-ietf-suit-manifest"),
          unseen("5.3-10", NOTHING, "Each update over the network is verified by a trust relation.")
              .by("draft-ietf-suit-manifest"),
          unseen("5.3-11", PERSON, "Users are told that an update is needed, and why."),
          unseen("5.3-12", PERSON, "Users are told when an update interrupts the device."),
          unseen("5.3-13", PERSON, "The support period is published."),
          unseen(
              "5.3-14",
              PERSON,
              "For devices that cannot be updated, reason and replacement are published."),
          seen(
                  "5.3-15",
                  BREACH,
                  "Devices that cannot be updated can be isolated and replaced.",
                  DECLARED_TRAFFIC)
              .by("RFC 8520"),
          unseen(
              "5.3-16",
              PERSON,
              "The model is recognisable, on the device or by a physical interface."),
          unseen("5.4-1", NOTHING, "Sensitive parameters are stored securely."),
          unseen("5.4-2", NOTHING, "A hard-coded identity resists tampering.").by("RFC 4122"),
          unseen("5.4-3", NOTHING, "No critical parameters are hard-coded in source code."),
          unseen("5.4-4", NOTHING, "Critical parameters are unique for each device and made well."),
          seen(
                  "5.5-1",
                  BOTH,
                  "Communication uses best practice cryptography.",
                  ENCRYPTED_TRANSPORT,
                  CURRENT_PROTOCOLS)
              .by("RFC 8446", "RFC 9147", "RFC 9000", "RFC 9203"),
          unseen("5.5-2", PERSON, "Implementations of security were reviewed or evaluated."),
          unseen("5.5-3", NOTHING, "Cryptography can be updated.").by("draft-ietf-suit-manifest"),
          seen(
                  "5.5-4",
                  BREACH,
                  "Functions are reached over the network after authentication only.",
                  DECLARED_SERVICES)
              .by("RFC 8446", "RFC 9147"),
          seen(
              "5.5-5",
              BREACH,
              "Settings that matter for security change after authentication only.",
              DECLARED_SERVICES),
          seen(
                  "5.5-6",
                  BREACH,
                  "Critical parameters are encrypted on their way.",
                  HIDDEN_CREDENTIALS)
              .by("RFC 8152", "RFC 8446"),
          seen(
                  "5.5-7",
                  BREACH,
                  "Critical parameters stay confidential on interfaces reached from afar.",
                  HIDDEN_CREDENTIALS)
              .by("RFC 8446", "RFC 9147"),
          unseen("5.5-8", PERSON, "The maker manages critical parameters securely."),
          seen("5.6-1", BOTH, "Interfaces that are not used are off.", DECLARED_SERVICES),
          unseen(
              "5.6-2", NOTHING, "As little as possible is told to whoever is not authenticated."),
          unseen("5.6-3", NOTHING, "Hardware exposes no interface without need."),
          unseen("5.6-4", NOTHING, "Debug interfaces that can be reached are off."),
          seen("5.6-5", BREACH, "Only services that are needed are on.", DECLARED_SERVICES),
          unseen("5.6-6", NOTHING, "There is no more code than needed."),
          unseen("5.6-7", NOTHING, "Software runs with the least privileges."),
          unseen("5.6-8", NOTHING, "Hardware controls access to memory."),
          unseen("5.6-9", PERSON, "Software is developed by a secure process."),
          unseen("5.7-1", NOTHING, "The device verifies its software by secure boot.")
              .by("draft-ietf-rats-eat"),
          unseen(
                  "5.7-2",
                  NOTHING,
                  "After an unauthorised change it alerts, and connects to no more than that takes.")
              .by("draft-ietf-rats-eat", "draft-ietf-suit-report"),
          seen(
                  "5.8-1",
                  BREACH,
                  "Personal data is confidential on its way to services.",
                  ENCRYPTED_TRANSPORT)
              .by("RFC 8152", "RFC 8446"),
          seen(
                  "5.8-2",
                  BREACH,
                  "Sensitive personal data is encrypted on its way to services.",
                  ENCRYPTED_TRANSPORT)
              .by("RFC 8152", "RFC 8446"),
          unseen("5.8-3", PERSON, "All sensors are documented for the user."),
          unseen("5.9-1", NOTHING, "The device is built for outages of network and power.")
              .by("RFC 9019"),
          unseen("5.9-2", NOTHING, "It works locally without a network and recovers cleanly.")
              .by("RFC 9019"),
          seen(
              "5.9-3",
              BREACH,
              "It connects in an orderly way that the network can bear.",
              ORDERLY_BEHAVIOUR),
          unseen("5.10-1", PERSON, "Telemetry is looked through for anomalies."),
          unseen("5.11-1", NOTHING, "Users can erase their data from the device simply."),
          unseen("5.11-2", NOTHING, "Users can remove their data from services simply."),
          unseen("5.11-3", PERSON, "Users are told how to delete their data."),
          unseen("5.11-4", PERSON, "Users are told that their data was deleted."),
          unseen("5.12-1", PERSON, "Setting up takes few decisions and follows good practice."),
          unseen("5.12-2", PERSON, "Users are guided to a secure set-up."),
          unseen("5.12-3", PERSON, "Users are told how to check the set-up."),
          unseen("5.13-1", NOTHING, "Input is validated, from users, programs and networks."),
          unseen(
              "6-1",
              PERSON,
              "Users are told what personal data is processed, how, by whom and for what."),
          unseen("6-2", PERSON, "Consent is obtained in a valid way."),
          unseen("6-3", PERSON, "Consent can be withdrawn at any time."),
          unseen("6-4", PERSON, "Telemetry processes as little personal data as possible."),
          unseen(
              "6-5",
              PERSON,
              "Users are told what telemetry is collected, how it is used, by whom and for what."));

  private EtsiRequirements() {}

  private static Requirement seen(String id, Sight sight, String text, Aspect... aspects) {
    return Requirement.seen(Publisher.ETSI, id, sight, text, aspects);
  }

  private static Requirement unseen(String id, Sight sight, String text) {
    return Requirement.unseen(Publisher.ETSI, id, sight, text);
  }
}
