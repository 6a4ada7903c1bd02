package org.mudward.enforcer.audit;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.mudward.policy.IpAddress;
import org.mudward.policy.MacAddress;
import org.mudward.policy.Origin;
import org.mudward.policy.tls.ClientHello;
import org.mudward.policy.tls.TlsJudgement;
import org.mudward.policy.tls.TlsProfiles;
import org.mudward.policy.tls.TlsViolation;

/**
 * What the profiles of one entry say about the hellos that a device sends to one service of a peer.
 * Grows with each of them.
 */
public final class ProfileSight {
  /** Values outside that are kept; a client offers some 50 of all kinds, and people read a few. */
  static final int MAX_VIOLATIONS = 64;

  private final Service service;
  private final TlsProfiles profiles;
  private final Set<TlsViolation> violations = new LinkedHashSet<>();
  private final Hellos fitting = new Hellos();
  private final Hellos outside = new Hellos();
  private final Hellos unread = new Hellos();
  private String why = "";

  /**
   * Whom a device turns to by which entry.
   *
   * @param protocol TCP, or UDP for DTLS
   * @param port the server's
   * @param entry which would permit it, if the hello fits
   */
  public record Service(MacAddress device, IpAddress peer, int protocol, int port, Origin entry) {}

  /** How many hellos, and when; the moments are that of their last segments. */
  public static final class Hellos {
    private long count;
    private long firstFrame;
    private long firstMicros;
    private long lastMicros;

    private void add(FrameFacts facts) {
      if (count++ == 0) {
        firstFrame = facts.number;
        firstMicros = facts.micros;
      }
      lastMicros = facts.micros;
    }

    public long count() {
      return count;
    }

    /** The number of the first frame; 0 if there is none. */
    public long firstFrame() {
      return firstFrame;
    }

    /** Microseconds since 1970, or {@code CapturedFrame.NO_TIME}. */
    public long firstMicros() {
      return firstMicros;
    }

    public long lastMicros() {
      return lastMicros;
    }
  }

  ProfileSight(Service service, TlsProfiles profiles) {
    this.service = service;
    this.profiles = profiles;
  }

  void judge(ClientHello hello, FrameFacts facts) {
    TlsJudgement judgement = profiles.judge(hello, TlsProfiles.OCCASIONAL_EXTENSIONS);
    (judgement.fits() ? fitting : outside).add(facts);
    for (TlsViolation violation : judgement.violations()) {
      if (violations.size() < MAX_VIOLATIONS) {
        violations.add(violation);
      }
    }
  }

  void unread(String reason, FrameFacts facts) {
    if (unread.count == 0) {
      why = reason;
    }
    unread.add(facts);
  }

  public Service service() {
    return service;
  }

  /** The hellos that fit a profile. */
  public Hellos fitting() {
    return fitting;
  }

  /** The hellos that fit none. */
  public Hellos outside() {
    return outside;
  }

  /** The hellos that could not be read whole, and are not judged. */
  public Hellos unread() {
    return unread;
  }

  /** What the profiles object to; none where the entry has no profile, which nothing fits. */
  public Set<TlsViolation> violations() {
    return Collections.unmodifiableSet(violations);
  }

  /** Why the first hello that could not be read could not; empty if there is none. */
  public String why() {
    return why;
  }
}
