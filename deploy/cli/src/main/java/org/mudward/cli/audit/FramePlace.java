package org.mudward.cli.audit;

import java.util.List;
import java.util.Optional;

/**
 * Where a frame is: frames are numbered over all captures, and people look for them in one.
 *
 * @param capture which of them, from 0
 * @param file as the user named it
 * @param frame its number in there, from 1
 */
record FramePlace(int capture, String file, long frame) {

  /** Empty for no frame. */
  static Optional<FramePlace> of(long number, List<CaptureLoss> captures) {
    long rest = number;
    for (int i = 0; i < captures.size(); i++) {
      CaptureLoss capture = captures.get(i);
      if (rest >= 1 && rest <= capture.frames()) {
        return Optional.of(new FramePlace(i, capture.file(), rest));
      }
      rest -= capture.frames();
    }
    return Optional.empty();
  }
}
