package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.MIXTURE;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;

import io.qtrace.conversion.GuestMemory.Block;
import io.qtrace.conversion.SimulationOptions.Happening;
import io.qtrace.conversion.SimulationOptions.Traced;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Caused;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * vCPUs that convert memory at the same time, and the trace of it: each vCPU's events are in order,
 * those of different ones are mixed. Knows which block each conversion is of.
 */
final class Simulation {

  static final int PID = 4711;

  static final int EVENT_BYTES = 60;

  /** What is said at a time; Long.MIN_VALUE: at no time of its own. */
  record Event(long epochNs, Consumer<MemoryEvents> body) {}

  private final SimulationOptions options;
  private final Random random;
  private final List<Event> trace;

  /** What would be traced if nothing were lost. */
  private final List<Event> events = new ArrayList<>();

  private final List<String> blocks = new ArrayList<>();
  private final Map<String, BitSet> shared = new HashMap<>();

  /** As QEMU remembers it, by which changes say what was before. */
  private final Map<String, BitSet> remembered = new HashMap<>();

  private final boolean forgetsAtReset;
  private final int bootEvents;
  private final SimulatedMemory memory;
  private final Asked asked;

  private long nowNs = Guest.NOON.getEpochSecond() * 1_000_000_000L;

  Simulation(SimulationOptions options, long seed) {
    this.options = options;
    this.random = new Random(seed);
    this.memory = new SimulatedMemory(options.memory(), this::emit);
    this.asked = new Asked(memory, random, options.hot());
    this.forgetsAtReset = random.nextBoolean();
    memory.boot();
    bootEvents = events.size();
    run();
    trace =
        new Holes(options.loss(), random)
            .in(events.subList(Math.min(events.size(), options.lateStart()), events.size()));
  }

  /** The block of each state change, by the position it is traced with. */
  List<String> blocks() {
    return blocks;
  }

  /** Which pages of a block are shared at the end. */
  BitSet sharedPages(String block) {
    return shared.getOrDefault(block, new BitSet());
  }

  /** Whether the trace has everything that QEMU told of memory when it began. */
  boolean isBootTraced() {
    return trace.size() > bootEvents
        && trace.subList(0, bootEvents).equals(events.subList(0, bootEvents));
  }

  /** While no vCPU is at a request. */
  private void happen(Happening what) {
    switch (what) {
      case PAUSE -> nowNs += 3_000_000_000L;
      case SPANNING_REQUEST, EARLY_DISCARD -> {} // planned with the others
      case RESET -> {
        memory.reset();
        shared.clear();
        if (forgetsAtReset) {
          remembered.clear();
        }
      }
      case UNPLUG -> {
        if (memory.isUnplugged()) {
          memory.plug("other" + blocks.size());
        } else {
          memory.unplug();
        }
      }
      case REPLUG -> {
        if (!memory.isUnplugged()) {
          memory.unplug();
        }
        memory.plug("other" + blocks.size());
      }
      case RESTART -> {
        shared.clear();
        remembered.clear();
        memory.restart();
      }
    }
  }

  private void run() {
    var vcpus = new ArrayList<Deque<Runnable>>();
    for (int i = 0; i < options.vcpus(); i++) {
      vcpus.add(new ArrayDeque<>());
    }
    var happenings = List.copyOf(options.happenings());
    int left = options.conversions();
    while (left > 0 || vcpus.stream().anyMatch(steps -> !steps.isEmpty())) {
      if (!happenings.isEmpty() && random.nextInt(200) == 0) {
        var what = happenings.get(random.nextInt(happenings.size()));
        if (what != Happening.PAUSE) {
          vcpus.forEach(Simulation::finish);
        }
        happen(what);
      }
      int vcpu = random.nextInt(options.vcpus());
      var steps = vcpus.get(vcpu);
      if (steps.isEmpty() && left > 0) {
        left--;
        plan(vcpu, steps);
      }
      // Mostly a vCPU gets some way before another one has its turn.
      for (int turns = 1 + random.nextInt(4); turns > 0 && !steps.isEmpty(); turns--) {
        steps.removeFirst().run();
      }
    }
  }

  private static void finish(Deque<Runnable> steps) {
    while (!steps.isEmpty()) {
      steps.removeFirst().run();
    }
  }

  /** What a vCPU does for one request, step by step. */
  private void plan(int vcpu, Deque<Runnable> steps) {
    long thread = options.traced().contains(Traced.THREADS) ? 100 + vcpu : -1;
    if (random.nextInt(3) == 0) {
      steps.add(() -> emit(Traced.EXITS, to -> to.exited(new Exited(vcpu, false))));
    }
    steps.add(() -> emit(Traced.EXITS, to -> to.exited(new Exited(vcpu, true))));
    var state = random.nextBoolean() ? SHARED : PRIVATE;
    if (random.nextDouble() < options.refused()) {
      request(steps, asked.refusedAddress(), Guest.PAGE, state, thread);
      return;
    }
    if (options.happenings().contains(Happening.SPANNING_REQUEST) && random.nextInt(20) == 0) {
      span(steps, state, thread);
      return;
    }
    var mapping = asked.mapping();
    long size = asked.size(mapping);
    long offset = mapping.offset() + asked.offset(mapping, size);
    long gpa = memory.gpa(mapping.block(), offset);
    request(steps, gpa, size, state, thread);
    if (random.nextDouble() < options.failed()) {
      return;
    }
    convert(steps, mapping.block(), offset, size, state, thread);
  }

  /** A request for the end of one mapping and the beginning of the next, if any two adjoin. */
  private void span(Deque<Runnable> steps, MemoryState state, long thread) {
    for (var first : memory.convertible()) {
      for (var second : memory.convertible()) {
        if (first.gpa() + first.size() == second.gpa()) {
          long size = (1 + random.nextInt(4)) * Guest.PAGE;
          request(steps, second.gpa() - size, 2 * size, state, thread);
          long end = first.offset() + first.size();
          convert(steps, first.block(), end - size, size, state, thread);
          convert(steps, second.block(), second.offset(), size, state, thread);
        }
      }
    }
  }

  private void convert(
      Deque<Runnable> steps, Block block, long offset, long size, MemoryState state, long thread) {
    var changedNs = new AtomicLong();
    Runnable change = () -> changedNs.set(change(block, offset, size, state, thread));
    Runnable discard =
        () -> {
          long ns = Math.max(time(), changedNs.get()); // one thread's times do not go back
          long host = block.host() + offset;
          var event = new Discarded(ns, block.name(), host, size, 0, thread);
          emit(Traced.DISCARDS, to -> to.discarded(event));
        };
    if (state == SHARED) {
      steps.add(change);
    } else if (options.happenings().contains(Happening.EARLY_DISCARD) && random.nextInt(4) == 0) {
      steps.add(() -> inFront(change, discard));
    } else {
      steps.add(change);
      steps.add(discard);
    }
  }

  /** The second is written in front of the first. */
  private void inFront(Runnable first, Runnable second) {
    int at = events.size();
    first.run();
    second.run();
    events.add(at, events.remove(events.size() - 1));
  }

  private void request(Deque<Runnable> steps, long gpa, long size, MemoryState state, long thread) {
    var cause = random.nextBoolean() ? Cause.EXPLICIT : Cause.IMPLICIT;
    steps.add(() -> emit(Traced.CAUSES, to -> to.caused(new Caused(cause, gpa, size, thread))));
    steps.add(
        () -> {
          long epochNs = time();
          emit(
              Traced.REQUESTS,
              to -> to.requested(new Requested(epochNs, gpa, size, state, thread)));
        });
  }

  private long change(Block block, long offset, long size, MemoryState state, long thread) {
    int first = (int) (offset / Guest.PAGE);
    int end = (int) ((offset + size) / Guest.PAGE);
    shared.computeIfAbsent(block.name(), b -> new BitSet()).set(first, end, state == SHARED);
    var pages = remembered.computeIfAbsent(block.name(), b -> new BitSet());
    int before = pages.get(first, end).cardinality();
    var from = before == 0 ? PRIVATE : before == end - first ? SHARED : MIXTURE;
    pages.set(first, end, state == SHARED);
    int index = blocks.size();
    blocks.add(block.name());
    long epochNs = time();
    events.add(
        new Event(
            epochNs,
            to -> to.changed(new Changed(epochNs, index, offset, size, from, state, thread))));
    return epochNs;
  }

  private void emit(Traced what, Consumer<MemoryEvents> body) {
    long epochNs = time();
    if (options.traced().contains(what)) {
      events.add(new Event(epochNs, body));
    }
  }

  /** Threads take the time before they take their place in the trace. */
  private long time() {
    nowNs += 1 + random.nextInt(20_000);
    return nowNs - random.nextInt(20_000);
  }

  /** Plays the trace to its end. */
  void play(MemoryEvents to) {
    for (var event : trace) {
      if (event.epochNs != Long.MIN_VALUE) {
        to.progress(event.epochNs, EVENT_BYTES);
        to.process(PID);
      }
      event.body.accept(to);
    }
    to.silence();
  }
}
