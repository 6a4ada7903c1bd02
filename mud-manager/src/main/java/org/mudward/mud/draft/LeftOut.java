package org.mudward.mud.draft;

import java.util.List;
import org.mudward.policy.observe.Conversation;

/**
 * Something that was seen and is not permitted by the draft.
 *
 * @param reason why not
 * @param conversation what it was; of several, the first
 * @param names of the peer
 * @param frames how many
 * @param services how many ports it went to
 */
public record LeftOut(
    Reason reason, Conversation conversation, List<String> names, long frames, int services) {
  public LeftOut {
    names = List.copyOf(names);
  }

  /** Why something is left out. */
  public enum Reason {
    SCAN("scan", "the peer asks the device for so many ports in vain that it scans it"),
    UNASKED("unasked", "it was sent to the device, which did not answer"),
    HALF_OPEN("half-open", "the peer broke off as soon as it was answered, as who scans does"),
    FAILURE("unanswered", "the device opened connections, and nobody answered"),
    ONE_OFF("one-off", "the device did it once or twice, and nobody answered"),
    NO_OPENING("no-opening", "the capture does not show who opened the connection"),
    WRONG_WAY("wrong-way", "the service's end opened connections itself, or hides whether it did"),
    ICMP_ERROR("icmp-error", "errors and redirects answer other traffic, and are not asked for"),
    HIDDEN("hidden", "the packets do not show their ports: later fragments, or cut"),
    NO_IP("no-ip", "it is not IP, of which alone a MUD file can speak"),
    FORBIDDEN("forbidden", "the existing file drops it, which its author wanted"),
    EARLY("early", "it came before the DNS answer that tells whose address this is"),
    NO_ROOM("no-room", "the draft has as many entries as a file may have");

    private final String kind;
    private final String text;

    Reason(String kind, String text) {
      this.kind = kind;
      this.text = text;
    }

    /** For programs. */
    public String kind() {
      return kind;
    }

    /** For people. */
    @Override
    public String toString() {
      return text;
    }
  }
}
