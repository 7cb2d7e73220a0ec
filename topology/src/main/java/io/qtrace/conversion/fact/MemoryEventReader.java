package io.qtrace.conversion.fact;

import io.qtrace.definition.Argument;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the events about memory out of a trace. Arguments are found by name, so definitions of any
 * QEMU version do; an event without the arguments needed is passed over. Not thread-safe.
 */
public final class MemoryEventReader {

  /** KVM_MEM_GUEST_MEMFD of KVM's API. */
  private static final long HAS_GUEST_MEMFD = 1 << 2;

  /** KVM_EXIT_HYPERCALL and KVM_EXIT_MEMORY_FAULT of KVM's API. */
  private static final long EXIT_HYPERCALL = 3;

  private static final long EXIT_MEMORY_FAULT = 39;

  /** Names that QEMU had and has for one event. */
  private static final List<String> DISCARDS =
      List.of("ram_block_discard_range", "ram_block_discard_shared_range");

  private static final List<String> NEEDED =
      List.of(
          MissingEvents.CHANGES, MissingEvents.REQUESTS, MissingEvents.SLOTS, MissingEvents.EXITS);

  private static final byte[] SHARED_TO_PRIVATE = ascii("shared_to_private");
  private static final byte[] PRIVATE_TO_SHARED = ascii("private_to_shared");

  /** By code of {@link MemoryState}. */
  private static final byte[][] STATES = {
    ascii(MemoryState.PRIVATE.qemuText()),
    ascii(MemoryState.SHARED.qemuText()),
    ascii(MemoryState.MIXTURE.qemuText())
  };

  /** Makes a memory event of a trace event, whose arguments are located; null if it says none. */
  @FunctionalInterface
  private interface Reader {
    @Nullable MemoryEvent read(RawEvent event, long epochNs, long position);
  }

  /** By index of the definition; null for the many that have nothing to do with it. */
  private final @Nullable Reader[] readers;

  private final List<String> missing;
  private final Arguments arguments = new Arguments();

  public MemoryEventReader(Definitions definitions) {
    readers = new Reader[definitions.events().size()];
    add(definitions, "qemu_ram_alloc_shared", List.of("name", "size", "host"), this::allocated);
    add(
        definitions,
        MissingEvents.SLOTS,
        List.of(
            "slot",
            "guest_phys_addr",
            "memory_size",
            "userspace_addr",
            "flags",
            "fd",
            "fd_offset",
            "ret",
            "as"),
        this::slot);
    add(definitions, MissingEvents.EXITS, List.of("cpu_index", "reason"), this::exited);
    add(
        definitions,
        "kvm_hc_map_gpa_range",
        List.of("gpa", "size"),
        argument -> caused(argument, Cause.EXPLICIT));
    add(
        definitions,
        "kvm_memory_fault",
        List.of("start", "size"),
        argument -> caused(argument, Cause.IMPLICIT));
    add(definitions, MissingEvents.REQUESTS, List.of("start", "size", "msg"), this::requested);
    add(definitions, MissingEvents.CHANGES, List.of("offset", "size", "from", "to"), this::changed);
    for (var name : DISCARDS) {
      add(definitions, name, List.of("rbname", "hva", "length"), this::discarded);
      add(definitions, name, List.of("rbname", "hva", "length", "ret"), this::discarded);
    }
    add(definitions, "vm_state_notify", List.of("running"), this::runState);
    add(definitions, "kvm_reset_vmfd", List.of(), none -> MemoryEventReader::reset);
    missing = missingIn(definitions);
  }

  private List<String> missingIn(Definitions definitions) {
    if (!has(definitions, MissingEvents.CHANGES) && !has(definitions, MissingEvents.REQUESTS)) {
      return List.of();
    }
    var found = new ArrayList<String>();
    for (var name : NEEDED) {
      if (!has(definitions, name)) {
        found.add(name);
      }
    }
    if (DISCARDS.stream().noneMatch(name -> has(definitions, name))) {
      found.add(MissingEvents.DISCARDS);
    }
    return List.copyOf(found);
  }

  private boolean has(Definitions definitions, String name) {
    var index = definitions.indexOf(name);
    return index.isPresent() && readers[index.getAsInt()] != null;
  }

  /**
   * What the definitions lack of the events by which conversions find their blocks, so that no
   * trace of theirs can have it; empty for those of a QEMU that knows of no conversions.
   */
  public List<String> missing() {
    return missing;
  }

  /** Whether events of this definition are about memory. */
  public boolean reads(int definition) {
    return readers[definition] != null;
  }

  /**
   * Passes the event on if it is about memory.
   *
   * @param position of the event in its source, in bytes
   */
  public void read(RawEvent event, long epochNs, long position, MemoryEvents to) {
    var reader = readers[event.definition];
    var read = reader == null ? null : reader.read(event, epochNs, position);
    if (read != null) {
      read.tell(to);
    }
  }

  /** Makes a reader that knows which arguments the names stand for. */
  @FunctionalInterface
  private interface Maker {
    Reader make(int[] argument);
  }

  private void add(Definitions definitions, String name, List<String> needed, Maker maker) {
    var index = definitions.indexOf(name);
    if (index.isEmpty()) {
      return;
    }
    var event = definitions.events().get(index.getAsInt());
    var names = event.arguments().stream().map(Argument::name).toList();
    if (names.containsAll(needed)) {
      var reader = maker.make(needed.stream().mapToInt(names::indexOf).toArray());
      var isString = Arguments.strings(event);
      readers[index.getAsInt()] =
          (raw, epochNs, position) -> {
            arguments.locate(raw, isString);
            return reader.read(raw, epochNs, position);
          };
    }
  }

  private Reader allocated(int[] a) {
    return (event, epochNs, position) ->
        arguments.isName(event, a[0])
            ? new MemoryEvent.Allocated(
                arguments.string(event, a[0]), number(event, a[1]), number(event, a[2]))
            : null;
  }

  private Reader slot(int[] a) {
    return (event, epochNs, position) -> {
      boolean isGuest = number(event, a[8]) == 0; // the other address space is that of SMM
      if (number(event, a[7]) != 0 || !isGuest) {
        return null;
      }
      boolean convertible = (number(event, a[4]) & HAS_GUEST_MEMFD) != 0;
      return new MemoryEvent.SlotSet(
          (int) number(event, a[0]),
          number(event, a[1]),
          number(event, a[2]),
          number(event, a[3]),
          convertible ? (int) number(event, a[5]) : -1,
          number(event, a[6]));
    };
  }

  private Reader exited(int[] a) {
    return (event, epochNs, position) -> {
      long reason = number(event, a[1]);
      return new MemoryEvent.Exited(
          (int) number(event, a[0]),
          reason == EXIT_HYPERCALL || reason == EXIT_MEMORY_FAULT,
          event.threadId);
    };
  }

  private Reader caused(int[] a, Cause cause) {
    return (event, epochNs, position) ->
        new MemoryEvent.Caused(cause, number(event, a[0]), number(event, a[1]), event.threadId);
  }

  private Reader requested(int[] a) {
    return (event, epochNs, position) -> {
      var direction = direction(event, a[2]);
      if (direction == null) {
        return null;
      }
      return new MemoryEvent.Requested(
          own(event, epochNs), number(event, a[0]), number(event, a[1]), direction, event.threadId);
    };
  }

  private static long own(RawEvent event, long epochNs) {
    return event.clock == Clock.NONE ? MemoryEvent.Requested.NO_TIME : epochNs;
  }

  private @Nullable MemoryState direction(RawEvent event, int argument) {
    if (arguments.is(event, argument, SHARED_TO_PRIVATE)) {
      return MemoryState.PRIVATE;
    }
    return arguments.is(event, argument, PRIVATE_TO_SHARED) ? MemoryState.SHARED : null;
  }

  private Reader changed(int[] a) {
    return (event, epochNs, position) -> {
      var before = state(event, a[2]);
      var after = state(event, a[3]);
      if (before == null || after == null || after == MemoryState.MIXTURE) {
        return null;
      }
      return new MemoryEvent.Changed(
          epochNs,
          position,
          number(event, a[0]),
          number(event, a[1]),
          before,
          after,
          event.threadId);
    };
  }

  private @Nullable MemoryState state(RawEvent event, int argument) {
    for (int i = 0; i < STATES.length; i++) {
      if (arguments.is(event, argument, STATES[i])) {
        return MemoryState.of(i);
      }
    }
    return null;
  }

  private Reader discarded(int[] a) {
    return (event, epochNs, position) ->
        arguments.isName(event, a[0])
            ? new MemoryEvent.Discarded(
                own(event, epochNs),
                arguments.string(event, a[0]),
                number(event, a[1]),
                number(event, a[2]),
                a.length > 3 ? (int) number(event, a[3]) : 0,
                event.threadId)
            : null;
  }

  private Reader runState(int[] a) {
    return (event, epochNs, position) ->
        new MemoryEvent.RunState(epochNs, number(event, a[0]) != 0);
  }

  private static MemoryEvent reset(RawEvent event, long epochNs, long position) {
    return new MemoryEvent.Reset();
  }

  private long number(RawEvent event, int argument) {
    return arguments.number(event, argument);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
