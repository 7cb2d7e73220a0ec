package io.qtrace.conversion;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;

import io.qtrace.conversion.GuestMemory.Block;
import io.qtrace.conversion.fact.Cause;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Caused;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.Discarded;
import io.qtrace.conversion.fact.MemoryEvent.Exited;
import io.qtrace.conversion.fact.MemoryEvent.Requested;
import io.qtrace.conversion.fact.MemoryEvent.RunState;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.fact.MemoryEvents;
import io.qtrace.conversion.fact.MemoryLayout;
import io.qtrace.conversion.fact.MemoryState;
import java.time.Duration;
import java.time.Instant;

/**
 * Plays a VM: says what its trace says, a microsecond after what it said before. Converts a page of
 * 4 KiB unless told otherwise.
 */
final class Guest {

  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final long PAGE = 4 * GuestMemory.KIB;

  /** What an event takes in a trace, about. */
  private static final long EVENT_BYTES = 60;

  private final GuestMemory memory;
  private final MemoryEvents to;
  private long nowNs = NOON.getEpochSecond() * 1_000_000_000L;
  private long position;
  private long size = PAGE;
  private long thread = -1;
  private int pid = 4711;

  Guest(GuestMemory memory, MemoryEvents to) {
    this.memory = memory;
    this.to = to;
  }

  /** With one block for memory and one for firmware, which have begun with their names. */
  static Guest plain(MemoryEvents to) {
    return new Guest(GuestMemory.plain(), to).boots().allocates("pc.ram").allocates("pc.bios");
  }

  /** The trace has come so far. */
  private void event() {
    nowNs += 1000;
    position += EVENT_BYTES;
    to.progress(nowNs, EVENT_BYTES);
    to.process(pid);
  }

  Guest process(int now) {
    pid = now;
    return this;
  }

  /** Of what follows. */
  Guest size(long bytes) {
    size = bytes;
    return this;
  }

  /** By which what follows is done; -1: the trace does not say. */
  Guest thread(long id) {
    thread = id;
    return this;
  }

  Guest waits(Duration time) {
    nowNs += time.toNanos();
    return this;
  }

  /** Begins with all its memory mapped. */
  Guest boots() {
    for (int slot = 0; slot < memory.mappings().size(); slot++) {
      maps(slot);
    }
    return this;
  }

  /** With the name of each block that can be converted. */
  Guest bootsWithNames() {
    return boots().allocates("ram-node0").allocates("ram-node1").allocates("pc.bios");
  }

  Guest maps(int slot) {
    event();
    var mapping = memory.mappings().get(slot);
    var block = mapping.block();
    long offset = mapping.offset();
    to.slot(
        new SlotSet(
            slot, mapping.gpa(), mapping.size(), block.host() + offset, block.memfd(), offset));
    return this;
  }

  Guest unmaps(int slot) {
    event();
    to.slot(new SlotSet(slot, memory.mappings().get(slot).gpa(), 0, 0, -1, 0));
    return this;
  }

  Guest allocates(String block) {
    event();
    var known = memory.block(block);
    to.allocated(new Allocated(block, known.size(), known.host()));
    return this;
  }

  /** Leaves the guest for a request, perhaps. */
  Guest exits(int vcpu) {
    event();
    to.exited(new Exited(vcpu, true, thread));
    return this;
  }

  /** Leaves the guest for something else. */
  Guest exitsOtherwise(int vcpu) {
    event();
    to.exited(new Exited(vcpu, false, thread));
    return this;
  }

  /** Long enough for whatever was under way before to be over. */
  Guest runs(int vcpu) {
    for (int i = 0; i < 300; i++) {
      exitsOtherwise(vcpu);
    }
    return this;
  }

  Guest causes(Cause cause, String block, long offset) {
    event();
    to.caused(new Caused(cause, gpa(block, offset), size, thread));
    return this;
  }

  Guest requests(String block, long offset, MemoryState state) {
    return requestsAt(gpa(block, offset), state);
  }

  Guest requestsAt(long gpa, MemoryState state) {
    event();
    to.requested(new Requested(nowNs, gpa, size, state, thread));
    return this;
  }

  Guest changes(long offset, MemoryState state) {
    var before = state == PRIVATE ? MemoryState.SHARED : PRIVATE;
    return changes(offset, before, state);
  }

  Guest changes(long offset, MemoryState before, MemoryState state) {
    event();
    to.changed(new Changed(nowNs, position, offset, size, before, state, thread));
    return this;
  }

  Guest failsToDiscard(String block, long offset, int ret) {
    event();
    long host = memory.block(block).host() + offset;
    to.discarded(new Discarded(nowNs, block, host, size, ret, thread));
    return this;
  }

  Guest resets() {
    event();
    to.reset();
    return this;
  }

  Guest stops() {
    event();
    to.runState(new RunState(nowNs, false));
    return this;
  }

  Guest continues() {
    event();
    to.runState(new RunState(nowNs, true));
    return this;
  }

  Guest discards(String block, long offset) {
    event();
    to.discarded(new Discarded(block, memory.block(block).host() + offset, size, thread));
    return this;
  }

  /** A discard that stands in front of its change, though it was later. */
  Guest discardsEarly(String block, long offset) {
    event();
    long host = memory.block(block).host() + offset;
    to.discarded(new Discarded(nowNs + 1000, block, host, size, 0, thread));
    return this;
  }

  /** From the exit to the discard. */
  Guest converts(int vcpu, String block, long offset, MemoryState state) {
    exits(vcpu).requests(block, offset, state).changes(offset, state);
    return state == PRIVATE ? discards(block, offset) : this;
  }

  /** QEMU lost trace events here. */
  Guest loses(long count) {
    to.lost(count);
    return this;
  }

  /** Time goes on, and other events with it. */
  Guest idles(long bytes) {
    nowNs += 1000;
    position += bytes;
    to.progress(nowNs, bytes);
    return this;
  }

  /** QEMU, whichever, says how memory is laid out. */
  Guest tells(MemoryLayout layout) {
    to.layout(layout);
    return this;
  }

  Guest fallsSilent() {
    to.silence();
    return this;
  }

  private long gpa(String block, long offset) {
    return memory.gpa(memory.block(block), offset);
  }

  Block block(String name) {
    return memory.block(name);
  }
}
