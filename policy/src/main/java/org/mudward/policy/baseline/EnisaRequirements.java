package org.mudward.policy.baseline;

import static org.mudward.policy.baseline.Aspect.CURRENT_PROTOCOLS;
import static org.mudward.policy.baseline.Aspect.DECLARED_SERVICES;
import static org.mudward.policy.baseline.Aspect.DECLARED_TRAFFIC;
import static org.mudward.policy.baseline.Aspect.ENCRYPTED_TRANSPORT;
import static org.mudward.policy.baseline.Aspect.HIDDEN_CREDENTIALS;
import static org.mudward.policy.baseline.Aspect.KNOWN_IDENTITY;
import static org.mudward.policy.baseline.Aspect.ORDERLY_BEHAVIOUR;
import static org.mudward.policy.baseline.Requirement.Sight.BOTH;
import static org.mudward.policy.baseline.Requirement.Sight.BREACH;
import static org.mudward.policy.baseline.Requirement.Sight.NOTHING;
import static org.mudward.policy.baseline.Requirement.Sight.PERSON;

import java.util.List;
import org.mudward.policy.baseline.Requirement.Publisher;
import org.mudward.policy.baseline.Requirement.Sight;

/**
 * ENISA, Baseline Security Recommendations for IoT (2017): those that concern devices and networks.
 */
final class EnisaRequirements {
  static final List<Requirement> ALL =
      List.of(
          unseen(
                  "GP-PS-10",
                  PERSON,
                  "What is on the network is listed and its configuration is under control.")
              .by("RFC 4122"),
          unseen("GP-TM-01", NOTHING, "Trust starts in hardware that cannot be changed."),
          unseen("GP-TM-02", NOTHING, "The hardware itself protects keys and privileged code."),
          unseen("GP-TM-03", NOTHING, "Nothing is trusted before the boot environment is.")
              .by("draft-ietf-rats-eat"),
          unseen("GP-TM-04", NOTHING, "Code is signed, and guarded while it runs.")
              .by("draft-ietf-suit-manifest", "RFC 9397"),
          unseen("GP-TM-05", NOTHING, "Nothing unauthenticated can be installed.")
              .by("RFC 9124", "RFC 9397"),
          unseen(
                  "GP-TM-06",
                  NOTHING,
                  "After a breach or a failed update the device can go back to a secure state.")
              .by("RFC 9019"),
          unseen("GP-TM-07", NOTHING, "Trust relations can be expressed and managed.")
              .by("RFC 7030", "LwM2M"),
          seen(
              "GP-TM-08",
              BREACH,
              "Security is on by default; what is not used or not secure is off.",
              DECLARED_SERVICES,
              HIDDEN_CREDENTIALS),
          unseen("GP-TM-09", NOTHING, "Default passwords are strong and different on each device."),
          unseen("GP-TM-10", PERSON, "Personal data is collected fairly and with consent.")
              .by("RFC 9397"),
          unseen("GP-TM-11", PERSON, "Personal data is used for what it was collected for.")
              .by("RFC 9397"),
          unseen("GP-TM-12", PERSON, "As little data as possible is collected and kept.")
              .by("RFC 9397"),
          unseen("GP-TM-13", PERSON, "The GDPR is complied with.").by("RFC 9397"),
          unseen("GP-TM-14", PERSON, "Users can exercise their rights over their data.")
              .by("RFC 9397"),
          unseen("GP-TM-15", PERSON, "Disruption cannot hurt people or damage things."),
          unseen("GP-TM-16", NOTHING, "The device diagnoses and repairs itself."),
          unseen("GP-TM-17", NOTHING, "Essential features work without the network."),
          seen(
                  "GP-TM-18",
                  BREACH,
                  "Updates come over the air by a secure connection, signed and verified.",
                  ENCRYPTED_TRANSPORT,
                  CURRENT_PROTOCOLS)
              .by("draft-ietf-suit-manifest", "RFC 9124", "RFC 9397"),
          unseen("GP-TM-19", NOTHING, "Updates can be automatic.").by("draft-ietf-suit-manifest"),
          unseen("GP-TM-20", PERSON, "Updates leave what users have set as it is."),
          unseen(
              "GP-TM-21",
              PERSON,
              "Authentication is designed for each device from the threats to the system."),
          unseen(
                  "GP-TM-22",
                  NOTHING,
                  "Default passwords have to be changed; weak and empty ones are refused.")
              .by("FIDO"),
          unseen(
                  "GP-TM-23",
                  NOTHING,
                  "Authentication is strong, with a second factor where it fits.")
              .by("FIDO"),
          seen(
              "GP-TM-24",
              BREACH,
              "Credentials are salted, hashed or encrypted.",
              HIDDEN_CREDENTIALS),
          unseen("GP-TM-25", NOTHING, "Brute force is held off, for keys in the device too."),
          unseen("GP-TM-26", PERSON, "Recovery of passwords and keys tells an attacker nothing."),
          seen(
                  "GP-TM-27",
                  BOTH,
                  "Actions are limited to what is needed: least privilege.",
                  DECLARED_TRAFFIC,
                  ORDERLY_BEHAVIOUR)
              .by("RFC 8520"),
          unseen("GP-TM-28", NOTHING, "Privileged code and data are isolated.").by("RFC 9397"),
          unseen("GP-TM-29", NOTHING, "Access controls enforce integrity and confidentiality.")
              .by("RFC 9397"),
          unseen("GP-TM-30", PERSON, "Protection follows the importance of the context.")
              .by("RFC 9397"),
          unseen(
              "GP-TM-31",
              NOTHING,
              "Tampering is prevented and detected, with or without a network."),
          unseen(
              "GP-TM-32",
              NOTHING,
              "The device is hard to take apart, and its storage is encrypted."),
          unseen(
              "GP-TM-33",
              NOTHING,
              "There are only the physical ports that are needed, and debugging is locked."),
          seen(
              "GP-TM-34",
              BREACH,
              "Cryptography is strong, well chosen and used; insecure protocols are off.",
              ENCRYPTED_TRANSPORT,
              HIDDEN_CREDENTIALS,
              CURRENT_PROTOCOLS),
          unseen("GP-TM-35", NOTHING, "Keys are managed securely."),
          unseen("GP-TM-36", NOTHING, "Lightweight encryption is possible."),
          unseen("GP-TM-37", NOTHING, "Management of keys scales."),
          seen(
                  "GP-TM-38",
                  BREACH,
                  "Data is confidential, whole, available and authentic, on its way and where it lies.",
                  ENCRYPTED_TRANSPORT)
              .by("RFC 8152", "RFC 8446", "RFC 9147", "RFC 9000", "RFC 9203"),
          seen(
                  "GP-TM-39",
                  BOTH,
                  "Communication uses standard protocols of today, such as TLS.",
                  ENCRYPTED_TRANSPORT,
                  CURRENT_PROTOCOLS)
              .by("RFC 8446", "RFC 9147", "RFC 9000", "RFC 9203"),
          seen("GP-TM-40", BOTH, "No credentials can be read in the traffic.", HIDDEN_CREDENTIALS)
              .by("RFC 8446", "RFC 9147", "RFC 9000", "RFC 9203"),
          unseen(
                  "GP-TM-41",
                  NOTHING,
                  "Data is authentic from where it is made to where it arrives.")
              .by("RFC 8152"),
          seen(
                  "GP-TM-42",
                  BREACH,
                  "Nothing that connects is trusted before it is identified and verified.",
                  KNOWN_IDENTITY)
              .by(
                  "draft-ietf-rats-architecture",
                  "RFC 8446",
                  "RFC 9147",
                  "draft-fossati-tls-attestation"),
          seen("GP-TM-43", BOTH, "Devices are restrictive in communicating.", DECLARED_TRAFFIC)
              .by("RFC 8520"),
          seen(
                  "GP-TM-44",
                  BOTH,
                  "Connections are intended; others are prevented.",
                  DECLARED_TRAFFIC,
                  DECLARED_SERVICES)
              .by("RFC 8520", "RFC 8446", "RFC 9147"),
          seen(
              "GP-TM-45",
              BREACH,
              "Ports and connections that are not needed are off.",
              DECLARED_SERVICES),
          seen(
              "GP-TM-46",
              BREACH,
              "Rates are limited against automated attacks.",
              ORDERLY_BEHAVIOUR),
          seen(
              "GP-TM-47",
              BREACH,
              "The network is in segments that contain a breach.",
              ORDERLY_BEHAVIOUR),
          unseen("GP-TM-48", PERSON, "One device that is taken over does not endanger all."),
          unseen("GP-TM-49", NOTHING, "No secret is shared by a family of products."),
          seen("GP-TM-50", BOTH, "Only necessary ports are exposed.", DECLARED_SERVICES),
          unseen("GP-TM-51", PERSON, "The infrastructure resists floods and balances load."),
          seen(
                  "GP-TM-52",
                  BREACH,
                  "Web interfaces encrypt the whole session and resist the usual attacks.",
                  ENCRYPTED_TRANSPORT,
                  HIDDEN_CREDENTIALS)
              .by("RFC 8446", "RFC 9000"),
          unseen("GP-TM-53", NOTHING, "Error messages give nothing away."),
          unseen("GP-TM-54", NOTHING, "Input is validated and output filtered."),
          unseen(
                  "GP-TM-55",
                  NOTHING,
                  "Security events are logged durably and can be fetched securely.")
              .by("draft-ietf-rats-eat", "draft-ietf-suit-report"),
          unseen("GP-TM-56", PERSON, "Behaviour is monitored regularly."),
          unseen("GP-TM-57", PERSON, "Controls are audited, and attacked for trial twice a year."));

  private EnisaRequirements() {}

  private static Requirement seen(String id, Sight sight, String text, Aspect... aspects) {
    return Requirement.seen(Publisher.ENISA, id, sight, text, aspects);
  }

  private static Requirement unseen(String id, Sight sight, String text) {
    return Requirement.unseen(Publisher.ENISA, id, sight, text);
  }
}
