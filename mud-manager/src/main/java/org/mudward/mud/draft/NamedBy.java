package org.mudward.mud.draft;

/**
 * A name that explains an address.
 *
 * @param name in lower case without final dot
 * @param how what speaks for it
 */
public record NamedBy(String name, How how) {

  /** What speaks for a name, the strongest first. */
  public enum How {
    /** The device had asked for the name, and got the address. */
    ASKED("the device asked for it before"),
    /** The site file gives the name this address. */
    SITE("the site file says so"),
    /** The device asked for the name, but later: it had the address from before. */
    ASKED_LATER("the device asked for it later"),
    /** Only somebody else had asked. */
    OTHERS("only another host asked for it"),
    /** Only somebody else asked, and later. */
    OTHERS_LATER("only another host asked for it, and later");

    private final String text;

    How(String text) {
      this.text = text;
    }

    /** Whether the device itself, or the operator, stands for it. */
    public boolean isOwn() {
      return this != OTHERS && this != OTHERS_LATER;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
