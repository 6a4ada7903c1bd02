package org.mudward.enforcer.capture;

import java.io.IOException;

/** Reads the records of one form of capture. */
interface FrameReader {
  /** A frame is longer than this in no link that has MAC addresses; who says so is damaged. */
  int MAX_FRAME = 512 * 1024;

  /** Goes to the next frame; false at the end, or where nothing more can be made out. */
  boolean next(CapturedFrame frame) throws IOException;
}
