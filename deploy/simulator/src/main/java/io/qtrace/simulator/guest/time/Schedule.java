package io.qtrace.simulator.guest.time;

import java.util.Arrays;

/**
 * Who acts when: a binary heap. Of two that are due at once, the one that was added first is first.
 */
public final class Schedule {

  private Actor[] actors = new Actor[64];
  private long[] due = new long[64];
  private long[] order = new long[64];
  private int size;
  private long added;

  public boolean isEmpty() {
    return size == 0;
  }

  public long nextNs() {
    return due[0];
  }

  public void add(Actor actor) {
    if (size == actors.length) {
      actors = Arrays.copyOf(actors, 2 * size);
      due = Arrays.copyOf(due, 2 * size);
      order = Arrays.copyOf(order, 2 * size);
    }
    rise(size++, actor, actor.dueNs(), added++);
  }

  /** Takes out who is next. */
  public Actor next() {
    var first = actors[0];
    size--;
    sink(actors[size], due[size], order[size]);
    return first;
  }

  private void rise(int from, Actor actor, long dueNs, long nth) {
    int at = from;
    while (at > 0 && isBefore(dueNs, nth, (at - 1) / 2)) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    put(at, actor, dueNs, nth);
  }

  private void sink(Actor actor, long dueNs, long nth) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(due[child + 1], order[child + 1], child)) {
        child++;
      }
      if (isBefore(dueNs, nth, child)) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, actor, dueNs, nth);
  }

  private boolean isBefore(long dueNs, long nth, int other) {
    return dueNs < due[other] || (dueNs == due[other] && nth < order[other]);
  }

  private void move(int from, int to) {
    put(to, actors[from], due[from], order[from]);
  }

  private void put(int at, Actor actor, long dueNs, long nth) {
    actors[at] = actor;
    due[at] = dueNs;
    order[at] = nth;
  }
}
