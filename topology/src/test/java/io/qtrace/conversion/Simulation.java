package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.MIXTURE;
import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;

import io.qtrace.conversion.GuestMemory.Block;
import io.qtrace.conversion.GuestMemory.Mapping;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Caused;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * vCPUs that convert memory at the same time, and the trace of it: each vCPU's events are in order,
 * those of different ones are mixed. Knows which block each conversion is of.
 */
final class Simulation {

  /** What the trace has beside state changes. */
  enum Traced {
    SLOTS,
    ALLOCATIONS,
    EXITS,
    CAUSES,
    REQUESTS,
    DISCARDS,
    THREADS
  }

  /** Which events QEMU lost. */
  enum Loss {
    NONE,
    /** As by a writer that is stuck: some behind the dropped record, which tells how many. */
    AFTER_DROPPED_RECORD,
    /** As by {@code trace/simple.c}: the dropped record, what its ring holds, then the hole. */
    BEHIND_THE_RING,
    /** As by a writer that is slow: some here, some there before the dropped record. */
    BEFORE_DROPPED_RECORD
  }

  /** What may happen now and then. */
  enum Happening {
    /** All stands still for three seconds. */
    PAUSE,
    /** A request spans the end of one node and the beginning of the next. */
    SPANNING_REQUEST,
    /**
     * QEMU is reset in place: slots are removed and set again, and all memory is private. Its own
     * record of what was shared may stay, and then changes say so.
     */
    RESET,
    /** The last block is taken out; the next time, another one is put in at its address. */
    UNPLUG,
    /** The last block is taken out, and another one is put in at its address. */
    REPLUG,
    /**
     * QEMU is started anew under the same pid: all blocks lie elsewhere, two have changed places.
     */
    RESTART
  }

  private static final Set<Happening> OTHER_MEMORY =
      EnumSet.of(Happening.UNPLUG, Happening.REPLUG, Happening.RESTART);

  /**
   * What is simulated.
   *
   * @param conversions how many requests
   * @param hot share of requests for one of a few offsets that every block has
   * @param refused share of requests for what is not RAM or can not be converted
   * @param failed share of requests for RAM that are refused all the same
   * @param lateStart events before tracing began
   */
  record Options(
      GuestMemory memory,
      int vcpus,
      int conversions,
      Set<Traced> traced,
      double hot,
      double refused,
      double failed,
      int lateStart,
      Loss loss,
      Set<Happening> happenings) {

    static Options everything(GuestMemory memory) {
      return new Options(
          memory, 8, 3000, EnumSet.allOf(Traced.class), 0.05, 0.1, 0.002, 0, Loss.NONE, Set.of());
    }

    Options vcpus(int count) {
      return new Options(
          memory, count, conversions, traced, hot, refused, failed, lateStart, loss, happenings);
    }

    Options without(Traced... events) {
      var left = EnumSet.copyOf(traced);
      left.removeAll(List.of(events));
      return new Options(
          memory, vcpus, conversions, left, hot, refused, failed, lateStart, loss, happenings);
    }

    Options hot(double share) {
      return new Options(
          memory, vcpus, conversions, traced, share, refused, failed, lateStart, loss, happenings);
    }

    Options failed(double share) {
      return new Options(
          memory, vcpus, conversions, traced, hot, refused, share, lateStart, loss, happenings);
    }

    Options lateBy(int events) {
      return new Options(
          memory, vcpus, conversions, traced, hot, refused, failed, events, loss, happenings);
    }

    Options conversions(int count) {
      return new Options(
          memory, vcpus, count, traced, hot, refused, failed, lateStart, loss, happenings);
    }

    Options with(Set<Happening> what) {
      return new Options(
          memory, vcpus, conversions, traced, hot, refused, failed, lateStart, loss, what);
    }

    /**
     * Without what leaves no sign in the trace. Where no slots are traced, only discards tell of
     * other memory, later than of what came before, and nobody can tell that a request of another
     * size spans two blocks. What is in a hole only discards tell. And no trace that loses events
     * has threads: the simple format does not know them, and logs lose nothing.
     */
    Options possible() {
      var possible = EnumSet.noneOf(Happening.class);
      possible.addAll(happenings);
      if (!traced.contains(Traced.SLOTS) || lateStart > 0) {
        possible.remove(Happening.SPANNING_REQUEST);
        possible.removeAll(OTHER_MEMORY);
      }
      if (!traced.contains(Traced.DISCARDS) && loss != Loss.NONE) {
        possible.removeAll(OTHER_MEMORY);
      }
      var options = with(possible);
      return loss == Loss.NONE ? options : options.without(Traced.THREADS);
    }

    Options losing(Loss how) {
      return new Options(
          memory, vcpus, conversions, traced, hot, refused, failed, lateStart, how, happenings);
    }
  }

  static final int PID = 4711;

  private static final int EVENT_BYTES = 60;

  /** QEMU's ring buffer in events. */
  private static final int RING_EVENTS = (256 << 10) / EVENT_BYTES;

  private static final int SPREAD_PAGES = 4096;
  private static final int HOT_OFFSETS = 6;

  private record Event(long epochNs, Consumer<MemoryEvents> body) {}

  private final Options options;
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
  private GuestMemory memory;

  /** The slot whose memory was taken out; -1 if all is there. */
  private int unplugged = -1;

  private long nowNs = Guest.NOON.getEpochSecond() * 1_000_000_000L;

  Simulation(Options options, long seed) {
    this.options = options;
    this.random = new Random(seed);
    this.memory = options.memory;
    this.forgetsAtReset = random.nextBoolean();
    boot();
    bootEvents = events.size();
    run();
    trace = lose();
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

  private boolean traces(Traced what) {
    return options.traced.contains(what);
  }

  private void boot() {
    for (var block : memory.blocks()) {
      emit(
          Traced.ALLOCATIONS,
          to -> to.allocated(new Allocated(block.name(), block.size(), block.host())));
    }
    for (int slot = 0; slot < memory.mappings().size(); slot++) {
      map(slot, true);
    }
  }

  private void map(int slot, boolean isMapped) {
    var mapping = memory.mappings().get(slot);
    var block = mapping.block();
    long offset = mapping.offset();
    long size = isMapped ? mapping.size() : 0;
    emit(
        Traced.SLOTS,
        to ->
            to.slot(
                new SlotSet(
                    slot, mapping.gpa(), size, block.host() + offset, block.memfd(), offset)));
  }

  /** While no vCPU is at a request. */
  private void happen(Happening what) {
    int last = memory.mappings().size() - 1;
    switch (what) {
      case PAUSE -> nowNs += 3_000_000_000L;
      case SPANNING_REQUEST -> {} // planned with the others
      case RESET -> {
        for (int slot = 0; slot <= last; slot++) {
          mapIfThere(slot, false);
        }
        for (int slot = 0; slot <= last; slot++) {
          mapIfThere(slot, true);
        }
        shared.clear();
        if (forgetsAtReset) {
          remembered.clear();
        }
      }
      case UNPLUG -> {
        if (unplugged < 0) {
          unplug();
        } else {
          plug();
        }
      }
      case REPLUG -> {
        if (unplugged < 0) {
          unplug();
        }
        plug();
      }
      case RESTART -> {
        memory = memory.inAnotherProcess();
        unplugged = -1;
        shared.clear();
        remembered.clear();
        boot();
      }
    }
  }

  private void mapIfThere(int slot, boolean isMapped) {
    if (slot != unplugged) {
      map(slot, isMapped);
    }
  }

  private void unplug() {
    int slot = memory.largest();
    map(slot, false);
    unplugged = slot;
  }

  private void plug() {
    int slot = unplugged;
    memory = memory.withAnotherBlockIn(slot, "other" + blocks.size());
    var block = memory.mappings().get(slot).block();
    emit(
        Traced.ALLOCATIONS,
        to -> to.allocated(new Allocated(block.name(), block.size(), block.host())));
    unplugged = -1;
    map(slot, true);
  }

  /** What is there and can be converted. */
  private List<Mapping> convertible() {
    var there = new ArrayList<Mapping>();
    for (int slot = 0; slot < memory.mappings().size(); slot++) {
      var mapping = memory.mappings().get(slot);
      if (slot != unplugged && mapping.block().memfd() >= 0) {
        there.add(mapping);
      }
    }
    return there;
  }

  private void run() {
    var vcpus = new ArrayList<Deque<Runnable>>();
    for (int i = 0; i < options.vcpus; i++) {
      vcpus.add(new ArrayDeque<>());
    }
    var happenings = List.copyOf(options.happenings);
    int left = options.conversions;
    while (left > 0 || vcpus.stream().anyMatch(steps -> !steps.isEmpty())) {
      if (!happenings.isEmpty() && random.nextInt(200) == 0) {
        var what = happenings.get(random.nextInt(happenings.size()));
        if (what != Happening.PAUSE) {
          vcpus.forEach(Simulation::finish);
        }
        happen(what);
      }
      int vcpu = random.nextInt(options.vcpus);
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
    long thread = traces(Traced.THREADS) ? 100 + vcpu : -1;
    if (random.nextInt(3) == 0) {
      steps.add(() -> emit(Traced.EXITS, to -> to.exited(new Exited(vcpu, false))));
    }
    steps.add(() -> emit(Traced.EXITS, to -> to.exited(new Exited(vcpu, true))));
    var state = random.nextBoolean() ? SHARED : PRIVATE;
    if (random.nextDouble() < options.refused) {
      request(steps, refusedAddress(), Guest.PAGE, state, thread);
      return;
    }
    if (options.happenings.contains(Happening.SPANNING_REQUEST) && random.nextInt(20) == 0) {
      span(steps, state, thread);
      return;
    }
    var mapping = mapping();
    long size = size(mapping);
    long offset = mapping.offset() + offset(mapping, size);
    long gpa = memory.gpa(mapping.block(), offset);
    request(steps, gpa, size, state, thread);
    if (random.nextDouble() < options.failed) {
      return;
    }
    convert(steps, mapping.block(), offset, size, state, thread);
  }

  /** A request for the end of one mapping and the beginning of the next, if any two adjoin. */
  private void span(Deque<Runnable> steps, MemoryState state, long thread) {
    for (var first : convertible()) {
      for (var second : convertible()) {
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
    steps.add(() -> change(block, offset, size, state, thread));
    if (state == PRIVATE) {
      steps.add(
          () ->
              emit(
                  Traced.DISCARDS,
                  to ->
                      to.discarded(
                          new Discarded(block.name(), block.host() + offset, size, thread))));
    }
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

  private long refusedAddress() {
    long page = random.nextInt(1000) * Guest.PAGE;
    return random.nextBoolean() ? 0xfe00_0000L + page : 0xfffc_0000_0000L + page % (16 << 12);
  }

  private Mapping mapping() {
    var convertible = convertible();
    // The firmware less often.
    var mapping = convertible.get(random.nextInt(convertible.size()));
    return mapping.block().name().equals("pc.bios")
        ? convertible.get(random.nextInt(convertible.size()))
        : mapping;
  }

  private long size(Mapping mapping) {
    int kind = random.nextInt(10);
    long size = kind == 0 ? 512 * Guest.PAGE : kind == 1 ? 16 * Guest.PAGE : Guest.PAGE;
    return Math.min(size, mapping.size());
  }

  private long offset(Mapping mapping, long size) {
    long places = Math.min(SPREAD_PAGES * Guest.PAGE, mapping.size()) / size;
    if (random.nextDouble() < options.hot) {
      places = Math.min(places, HOT_OFFSETS);
    }
    return random.nextInt((int) places) * size;
  }

  private void change(Block block, long offset, long size, MemoryState state, long thread) {
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
  }

  private void emit(Traced what, Consumer<MemoryEvents> body) {
    long epochNs = time();
    if (traces(what)) {
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

  private List<Event> lose() {
    var kept = events.subList(Math.min(events.size(), options.lateStart), events.size());
    if (options.loss == Loss.NONE) {
      return kept;
    }
    var lost = new BitSet();
    var records = new HashMap<Integer, Integer>();
    for (int at = random.nextInt(10_000); at < kept.size(); at += 1000 + random.nextInt(8000)) {
      records.put(at, loseAround(at, lost));
    }
    var left = new ArrayList<Event>();
    for (int i = 0; i < kept.size(); i++) {
      var count = records.get(i);
      if (count != null) {
        left.add(new Event(Long.MIN_VALUE, to -> to.lost(count)));
      }
      if (!lost.get(i)) {
        left.add(kept.get(i));
      }
    }
    return left;
  }

  private int loseAround(int record, BitSet lost) {
    boolean isAfter = options.loss != Loss.BEFORE_DROPPED_RECORD;
    int before = lost.cardinality();
    for (int holes = isAfter ? 1 : 1 + random.nextInt(20); holes > 0; holes--) {
      int length = 1 + random.nextInt(isAfter ? 300 : 10);
      int distance =
          options.loss == Loss.BEHIND_THE_RING
              ? RING_EVENTS - random.nextInt(3)
              : random.nextInt(RING_EVENTS - length);
      int from = isAfter ? record + distance : Math.max(0, record - 1 - length - distance);
      lost.set(from, from + length);
    }
    return Math.max(1, lost.cardinality() - before);
  }
}
