package org.mudward.mud.learn;

/**
 * By which a switch lets a device in (IEEE 802.1X), as the switch names it.
 *
 * @param place the switch and perhaps its port; empty if that is not said
 * @param id the number that the switch gave it (RFC 2866 section 5.5); empty if that is not said
 */
public record Session(String place, String id) {
  /** Nothing is known of it. */
  public static final Session UNKNOWN = new Session("", "");

  /**
   * Whether this is surely not that one: at another place, or there by another number. What is not
   * said may be the same.
   */
  public boolean isOtherThan(Session that) {
    return differs(place, that.place) || differs(id, that.id);
  }

  private static boolean differs(String one, String other) {
    return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
  }

  /** The same, as far as this says nothing as the other says it. */
  public Session or(Session other) {
    return new Session(place.isEmpty() ? other.place : place, id.isEmpty() ? other.id : id);
  }

  @Override
  public String toString() {
    String where = place.isEmpty() ? "an unnamed place" : place;
    return id.isEmpty() ? "at " + where : "at " + where + ", number " + id;
  }
}
