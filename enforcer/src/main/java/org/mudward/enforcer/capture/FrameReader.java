package org.mudward.enforcer.capture;

import java.io.IOException;

/** Reads the records of one form of capture. */
interface FrameReader {
  /** Goes to the next frame; false at the end, or where nothing more can be made out. */
  boolean next(CapturedFrame frame) throws IOException;
}
