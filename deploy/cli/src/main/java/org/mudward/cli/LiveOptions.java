package org.mudward.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.enforcer.capture.CaptureException;
import org.mudward.enforcer.capture.LiveCapture;
import picocli.CommandLine.Option;

/** The options of listening to an interface in place of reading captures. */
final class LiveOptions {
  /** Days are written with five digits at most: 273 years, and no overflow anywhere. */
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,4})([smhd])");

  @Option(
      names = "--interface",
      paramLabel = "IF",
      description = "listen to an interface in place of reading captures")
  private @Nullable String name;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "with --interface: end after this time, such as 90s, 10m, 2h or 1d")
  private @Nullable String duration;

  @Option(
      names = "--limit",
      paramLabel = "FRAMES",
      description = "with --interface: end after so many frames")
  private @Nullable Integer limit;

  @Option(
      names = "--no-promiscuous",
      description = "with --interface: leave out frames for other hosts")
  private boolean sober;

  /**
   * Makes sure that the options fit one another.
   *
   * @throws CommandFailure if they do not
   */
  void check(boolean captures) {
    if (captures == isAsked()) {
      throw wrong("either captures or --interface IF are needed, and not both");
    }
    if (!isAsked() && (duration != null || limit != null || sober)) {
      throw wrong("--for, --limit and --no-promiscuous go with --interface");
    }
    if (limit != null && limit < 1) {
      throw wrong("--limit is a number of frames from 1 on, not " + limit);
    }
    length();
  }

  boolean isAsked() {
    return name != null;
  }

  /**
   * Begins to listen.
   *
   * @throws CommandFailure if that cannot be
   */
  LiveSession open() {
    String asked = name == null ? "" : name;
    try {
      return new LiveSession(
          asked, LiveCapture.open(asked, !sober), length(), limit == null ? 0 : limit);
    } catch (CaptureException e) {
      throw AuditRun.refused(asked, e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Duration length() {
    if (duration == null) {
      return null;
    }
    Matcher parts = DURATION.matcher(duration);
    if (!parts.matches()) {
      throw wrong("--for is a time such as 90s, 10m, 2h or 1d, not " + duration);
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static CommandFailure wrong(String message) {
    return new CommandFailure(ExitCode.WRONG_USE, message);
  }
}
