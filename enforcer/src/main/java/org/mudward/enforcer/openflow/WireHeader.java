package org.mudward.enforcer.openflow;

/**
 * The eight octets that begin every OpenFlow message: version, type, length of the whole, and the
 * number by which a reply refers to its request.
 */
final class WireHeader {
  static final int VERSION = 4;
  static final int OCTETS = 8;
  static final int TYPE_OFFSET = 1;
  static final int LENGTH_OFFSET = 2;
  static final int XID_OFFSET = 4;

  static final int HELLO = 0;
  static final int ERROR = 1;
  static final int EXPERIMENTER = 4;
  static final int PACKET_IN = 10;
  static final int MULTIPART_REQUEST = 18;
  static final int MULTIPART_REPLY = 19;

  /** The greatest type of OpenFlow 1.3, OFPT_METER_MOD. */
  static final int LAST_TYPE = 29;

  private WireHeader() {}
}
