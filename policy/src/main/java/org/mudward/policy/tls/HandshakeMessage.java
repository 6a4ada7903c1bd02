package org.mudward.policy.tls;

/**
 * One message of a handshake in the clear, put together; or the sign that something else was sent.
 *
 * @param content the type of the records that it came in
 * @param type of the handshake message; of no meaning in other records
 * @param body what is behind its header; empty in other records
 */
record HandshakeMessage(int content, int type, Octets body) {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;
  static final int HELLO_VERIFY_REQUEST = 3;
  static final int CERTIFICATE = 11;

  /** A record that holds no handshake in the clear. */
  static HandshakeMessage other(int content) {
    return new HandshakeMessage(content, -1, new Octets(new byte[0]));
  }

  boolean is(int handshakeType) {
    return content == HANDSHAKE && type == handshakeType;
  }
}
