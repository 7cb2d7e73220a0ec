package io.qtrace.conversion;

import io.qtrace.definition.Argument;
import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  @FunctionalInterface
  private interface Reader {
    void read(RawEvent event, long epochNs, long position, MemoryEvents to);
  }

  /** By index of the definition; null for the many that have nothing to do with it. */
  private final @Nullable Reader[] readers;

  private final List<String> missing;

  /** Where each argument of the event being read begins. */
  private final int[] at = new int[EventDefinition.MAX_ARGUMENTS];

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
    }
    add(definitions, "kvm_reset_vmfd", List.of(), arguments -> this::reset);
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
    if (reader != null) {
      reader.read(event, epochNs, position, to);
    }
  }

  /** Makes a reader that knows which arguments the names stand for. */
  @FunctionalInterface
  private interface Maker {
    Reader make(int[] argument);
  }

  private void add(Definitions definitions, String name, List<String> arguments, Maker maker) {
    var index = definitions.indexOf(name);
    if (index.isEmpty()) {
      return;
    }
    var event = definitions.events().get(index.getAsInt());
    var names = event.arguments().stream().map(Argument::name).toList();
    if (names.containsAll(arguments)) {
      var reader = maker.make(arguments.stream().mapToInt(names::indexOf).toArray());
      var isString = strings(event);
      readers[index.getAsInt()] =
          (raw, epochNs, position, to) -> {
            locate(raw, isString);
            reader.read(raw, epochNs, position, to);
          };
    }
  }

  private static boolean[] strings(EventDefinition event) {
    var isString = new boolean[event.arguments().size()];
    for (int i = 0; i < isString.length; i++) {
      isString[i] = event.arguments().get(i).type().kind() == CType.Kind.STRING;
    }
    return isString;
  }

  private void locate(RawEvent event, boolean[] isString) {
    int next = event.argumentsFrom;
    for (int i = 0; i < isString.length; i++) {
      at[i] = next;
      next += isString[i] ? Integer.BYTES + length(event, next) : Long.BYTES;
    }
  }

  private Reader allocated(int[] a) {
    return (event, epochNs, position, to) -> {
      if (isName(event, a[0])) {
        to.allocated(string(event, a[0]), number(event, a[1]), number(event, a[2]));
      }
    };
  }

  private Reader slot(int[] a) {
    return (event, epochNs, position, to) -> {
      boolean isGuest = number(event, a[8]) == 0; // the other address space is that of SMM
      if (number(event, a[7]) == 0 && isGuest) {
        boolean convertible = (number(event, a[4]) & HAS_GUEST_MEMFD) != 0;
        to.slot(
            (int) number(event, a[0]),
            number(event, a[1]),
            number(event, a[2]),
            number(event, a[3]),
            convertible ? (int) number(event, a[5]) : -1,
            number(event, a[6]));
      }
    };
  }

  private Reader exited(int[] a) {
    return (event, epochNs, position, to) -> {
      long reason = number(event, a[1]);
      to.exited((int) number(event, a[0]), reason == EXIT_HYPERCALL || reason == EXIT_MEMORY_FAULT);
    };
  }

  private Reader caused(int[] a, Cause cause) {
    return (event, epochNs, position, to) ->
        to.caused(cause, number(event, a[0]), number(event, a[1]), event.threadId);
  }

  private Reader requested(int[] a) {
    return (event, epochNs, position, to) -> {
      var direction = direction(event, a[2]);
      if (direction != null) {
        long ownNs = event.clock == Clock.NONE ? Request.NO_TIME : epochNs;
        to.requested(ownNs, number(event, a[0]), number(event, a[1]), direction, event.threadId);
      }
    };
  }

  private @Nullable MemoryState direction(RawEvent event, int argument) {
    if (is(event, argument, SHARED_TO_PRIVATE)) {
      return MemoryState.PRIVATE;
    }
    return is(event, argument, PRIVATE_TO_SHARED) ? MemoryState.SHARED : null;
  }

  private Reader changed(int[] a) {
    return (event, epochNs, position, to) -> {
      var before = state(event, a[2]);
      var after = state(event, a[3]);
      if (before != null && after != null && after != MemoryState.MIXTURE) {
        to.changed(
            epochNs,
            position,
            number(event, a[0]),
            number(event, a[1]),
            before,
            after,
            event.threadId);
      }
    };
  }

  private @Nullable MemoryState state(RawEvent event, int argument) {
    for (int i = 0; i < STATES.length; i++) {
      if (is(event, argument, STATES[i])) {
        return MemoryState.of(i);
      }
    }
    return null;
  }

  private Reader discarded(int[] a) {
    return (event, epochNs, position, to) -> {
      if (isName(event, a[0])) {
        to.discarded(string(event, a[0]), number(event, a[1]), number(event, a[2]), event.threadId);
      }
    };
  }

  private void reset(RawEvent event, long epochNs, long position, MemoryEvents to) {
    to.reset();
  }

  private static final byte[] SHARED_TO_PRIVATE = ascii("shared_to_private");
  private static final byte[] PRIVATE_TO_SHARED = ascii("private_to_shared");

  /** By code of {@link MemoryState}. */
  private static final byte[][] STATES = {
    ascii(MemoryState.PRIVATE.qemuText()),
    ascii(MemoryState.SHARED.qemuText()),
    ascii(MemoryState.MIXTURE.qemuText())
  };

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private long number(RawEvent event, int argument) {
    long value = (long) LONG.get(event.arguments, at[argument]);
    return event.bigEndian ? Long.reverseBytes(value) : value;
  }

  /** A longer one is no RAM block's, and would make state and results as large as it is. */
  private boolean isName(RawEvent event, int argument) {
    return length(event, at[argument]) <= MemoryLayout.MAX_NAME_BYTES;
  }

  private String string(RawEvent event, int argument) {
    int from = at[argument];
    return new String(
        event.arguments, from + Integer.BYTES, length(event, from), StandardCharsets.UTF_8);
  }

  private boolean is(RawEvent event, int argument, byte[] text) {
    int from = at[argument] + Integer.BYTES;
    return Arrays.equals(
        event.arguments, from, from + length(event, at[argument]), text, 0, text.length);
  }

  private static int length(RawEvent event, int at) {
    int length = (int) INT.get(event.arguments, at);
    return event.bigEndian ? Integer.reverseBytes(length) : length;
  }
}
