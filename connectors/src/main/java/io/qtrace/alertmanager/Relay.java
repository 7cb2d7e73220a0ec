package io.qtrace.alertmanager;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Keeps Alertmanagers up to date with the latest state of alerts. Each gets everything, for in a
 * cluster they do not tell each other. Not thread-safe.
 */
public final class Relay {

  private final Map<String, Told> alerts = new HashMap<>();
  private final List<Peer> peers;
  private final Pace pace;
  private final Clocks clocks;

  /**
   * @param monotonicNs by which pauses are measured
   */
  public record Clocks(InstantSource wall, LongSupplier monotonicNs) {}

  /**
   * @param key of a refused alert
   * @param reason what the Alertmanager said
   */
  public record Refusal(String key, String reason) {}

  /** An alert, and whether an Alertmanager has accepted it as it is now. */
  private record Told(PostedAlert alert, boolean accepted) {}

  private record Request(Peer peer, List<String> keys, CompletableFuture<Answer> answer) {}

  public Relay(List<Alertmanager> alertmanagers, Pace pace, Clocks clocks) {
    this.pace = pace;
    this.clocks = clocks;
    long nowNs = clocks.monotonicNs.getAsLong();
    this.peers = alertmanagers.stream().map(one -> new Peer(one, pace, nowNs)).toList();
  }

  /** The alert is now like this. Says nothing to anybody yet. */
  public void changed(String key, PostedAlert alert) {
    alerts.put(key, new Told(alert, false));
    peers.forEach(peer -> peer.tell(key));
  }

  /** Says no more of this alert. */
  public void forget(String key) {
    alerts.remove(key);
    peers.forEach(peer -> peer.forget(key));
  }

  /** True while the alert fires, and until an Alertmanager knows that it does not. */
  public boolean needs(String key) {
    var told = alerts.get(key);
    return told != null && (told.alert.isFiring() || !told.accepted);
  }

  /**
   * Sends all that is due, as far as the Alertmanagers are there; returns when they have answered.
   *
   * @return alerts that one has refused, and that are forgotten now
   * @throws ForbiddenException if one does not let us in
   */
  public List<Refusal> send() {
    var refused = new ArrayList<Refusal>();
    var firing = alerts.keySet().stream().filter(key -> told(key).alert.isFiring()).toList();
    peers.forEach(peer -> peer.resend(firing, clocks.monotonicNs.getAsLong()));
    for (var round = requests(); !round.isEmpty(); round = requests()) {
      for (var request : round) {
        var answered = answered(request);
        answered.forEach(refusal -> forget(refusal.key));
        refused.addAll(answered);
      }
    }
    List.copyOf(alerts.keySet()).stream().filter(this::isDone).forEach(this::forget);
    return refused;
  }

  private List<Request> requests() {
    var requests = new ArrayList<Request>();
    for (var peer : peers) {
      var keys = peer.next(clocks.monotonicNs.getAsLong());
      if (!keys.isEmpty()) {
        requests.add(new Request(peer, keys, peer.alertmanager().post(json(keys))));
      }
    }
    return requests;
  }

  private byte[] json(List<String> keys) {
    Instant now = clocks.wall.instant();
    var posted = keys.stream().map(key -> told(key).alert).toList();
    return AlertJson.of(posted, now, now.plus(pace.expiry()));
  }

  private List<Refusal> answered(Request request) {
    var answer = request.answer.join();
    var refused = request.peer.answered(request.keys, answer, clocks.monotonicNs.getAsLong());
    if (answer instanceof Answer.Accepted) {
      request.keys.forEach(key -> alerts.computeIfPresent(key, (k, told) -> accepted(told)));
    }
    return refused.stream()
        .filter(alerts::containsKey) // another one may have refused it already
        .map(key -> new Refusal(key, request.peer + ": " + ((Answer.Refused) answer).reason()))
        .toList();
  }

  private static Told accepted(Told told) {
    return new Told(told.alert, true);
  }

  private Told told(String key) {
    var told = alerts.get(key);
    if (told == null) {
      throw new IllegalStateException(key + " is forgotten");
    }
    return told;
  }

  /** An Alertmanager that was away for longer has ended the alert by itself. */
  private boolean isDone(String key) {
    var told = told(key);
    var ended = told.alert.endsAt();
    return ended != null
        && told.accepted
        && (peers.stream().noneMatch(peer -> peer.hasYetToTell(key))
            || ended.plus(pace.expiry()).isBefore(clocks.wall.instant()));
  }

  /** How long {@link #send} has nothing to do; at least a millisecond. */
  public Duration idle() {
    long nowNs = clocks.monotonicNs.getAsLong();
    long idleNs = peers.stream().mapToLong(peer -> peer.nextDueNs() - nowNs).min().orElseThrow();
    return Duration.ofNanos(Math.max(1_000_000, idleNs));
  }
}
