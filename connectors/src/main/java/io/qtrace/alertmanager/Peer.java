package io.qtrace.alertmanager;

import io.qtrace.alertmanager.Answer.Accepted;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one Alertmanager has yet to be told, and when. Not thread-safe. */
final class Peer {

  private static final Logger log = LoggerFactory.getLogger(Peer.class);

  private final Alertmanager alertmanager;
  private final Pace pace;
  private final Set<String> unsent = new LinkedHashSet<>();

  /** How many are sent one by one, after they were refused together. */
  private int singles;

  private long pauseNs;
  private long nextTryNs;
  private long nextResendNs;

  /**
   * @param nowNs by the monotonic clock
   */
  Peer(Alertmanager alertmanager, Pace pace, long nowNs) {
    this.alertmanager = alertmanager;
    this.pace = pace;
    this.nextTryNs = nowNs;
    this.nextResendNs = nowNs + pace.resend().toNanos();
  }

  Alertmanager alertmanager() {
    return alertmanager;
  }

  void tell(String key) {
    unsent.add(key);
  }

  void forget(String key) {
    unsent.remove(key);
  }

  boolean hasYetToTell(String key) {
    return unsent.contains(key);
  }

  /** Puts all that fires on the list, when it is time to. */
  void resend(Collection<String> firing, long nowNs) {
    if (nowNs - nextResendNs >= 0) {
      unsent.addAll(firing);
      nextResendNs = nowNs + pace.resend().toNanos();
    }
  }

  /** Of the next request; empty if there is none to be made now. */
  List<String> next(long nowNs) {
    if (nowNs - nextTryNs < 0) {
      return List.of();
    }
    return unsent.stream().limit(singles > 0 ? 1 : pace.batch()).toList();
  }

  /** When {@link #next} or {@link #resend} may have something again. */
  long nextDueNs() {
    return unsent.isEmpty() ? nextResendNs : nextTryNs;
  }

  /**
   * @return those that are refused for good
   * @throws ForbiddenException if nothing will be accepted
   */
  List<String> answered(List<String> sent, Answer answer, long nowNs) {
    if (answer instanceof Answer.Forbidden forbidden) {
      throw new ForbiddenException("Alertmanager at %s: %s".formatted(this, forbidden.reason()));
    }
    if (answer instanceof Answer.Away away) {
      failed(away.reason(), nowNs);
      return List.of();
    }
    back(nowNs);
    if (answer instanceof Accepted || sent.size() == 1) {
      singles = Math.max(0, singles - sent.size());
      sent.forEach(unsent::remove);
      return answer instanceof Accepted ? List.of() : sent;
    }
    singles = sent.size();
    return List.of();
  }

  private void failed(String reason, long nowNs) {
    if (pauseNs == 0) {
      log.warn("Alertmanager at {} is away: {}. Trying again until it is back.", this, reason);
      pauseNs = pace.firstPause().toNanos();
    } else {
      pauseNs = Math.min(2 * pauseNs, pace.longestPause().toNanos());
    }
    nextTryNs = nowNs + pauseNs;
  }

  /** One that was away may have forgotten everything: all that fires is due again. */
  private void back(long nowNs) {
    if (pauseNs > 0) {
      log.info("Alertmanager at {} is back", this);
      pauseNs = 0;
      nextResendNs = nowNs;
    }
  }

  @Override
  public String toString() {
    return alertmanager.toString();
  }
}
