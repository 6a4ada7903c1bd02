package org.mudward.mud.manager;

import java.io.IOException;
import org.mudward.mud.verify.SignatureVerifier;

/**
 * Where it is written who may sign MUD files: asked at the start, and when the operator says so.
 */
public interface TrustSource {
  /**
   * Reads it as it is now.
   *
   * @throws IOException saying what cannot be used
   */
  SignatureVerifier read() throws IOException;
}
