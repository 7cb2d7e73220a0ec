package io.qtrace.topology.attribute;

import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.task.RecentlyUsed;
import io.qtrace.task.Room;
import io.qtrace.topology.flow.Names;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The VMs of one task. Their state is in memory and can be large, so the store gets what changes
 * it: the facts of each chunk, and now and then a snapshot in whose place they stand. Loading a VM
 * reads the snapshot and takes in the facts behind it again, without results.
 *
 * <p>Keys are {@code s/<vm>/<piece>}, {@code d/<vm>/<n>}, {@code o/<vm>} and {@code l/<vm>}: a
 * piece of the snapshot, facts behind it, a mark that windows are open, and the last layout. Not
 * thread-safe.
 */
final class VmStates {

  /** Kafka's default limit is 1 MiB. */
  private static final int PIECE_BYTES = 512 << 10;

  /** How much may have to be taken in again, in multiples of the snapshot and at least. */
  private static final int FACTS_PER_SNAPSHOT = 4;

  private static final int MIN_FACTS_BYTES = 512 << 10;
  private static final int MAX_FACTS = 4096;

  /** Of one chunk; more do not fit into a record of the changelog, while pieces always do. */
  private static final int MAX_CHUNK_FACTS_BYTES = 4 << 20;

  /** What a VM takes up in memory with little shared: docs/performance.md. */
  private static final int OWN_BYTES = 10 << 10;

  /** Of a byte of its snapshot: measured were 1.5. */
  private static final int MEMORY_PER_STORED = 2;

  /** Before the first snapshot; most facts are of pages that go back and forth. */
  private static final int FACTS_PER_MEMORY = 16;

  private static final String OPEN = "o/";
  private static final String LAYOUT = "l/";
  private static final byte[] MARK = {1};

  /** A VM in memory, and how its state lies in the store. */
  static final class Vm {
    final String name;
    final VmConversions conversions;

    /** False while results must not be passed on, as they were already. */
    boolean passesOn;

    private int snapshot;
    private int snapshotBytes;
    private int facts;
    private int factsBytes;
    private boolean isMarkedOpen;

    private Vm(String name, Function<Vm, VmConversions> make) {
      this.name = name;
      this.conversions = make.apply(this);
    }

    /** What it takes up in memory, estimated by what it takes up in the store. */
    private long bytes() {
      long known =
          snapshotBytes > 0
              ? (long) MEMORY_PER_STORED * snapshotBytes
              : factsBytes / FACTS_PER_MEMORY;
      return OWN_BYTES + known;
    }
  }

  private final KeyValueStore<String, byte[]> store;
  private final VmConversions.Settings settings;
  private final Results results;
  private final RecentlyUsed<Vm> inMemory;
  private final Runnable onLoad;

  /**
   * Where VMs are.
   *
   * @param room for those that are in memory
   * @param onLoad is told of every VM that is read back from the store
   */
  record Stored(KeyValueStore<String, byte[]> store, Room room, Runnable onLoad) {}

  VmStates(Stored stored, VmConversions.Settings settings, Results results) {
    this.store = stored.store;
    this.inMemory = new RecentlyUsed<>(stored.room, vm -> {});
    this.onLoad = stored.onLoad;
    this.settings = settings;
    this.results = results;
  }

  /**
   * VMs that had windows open when the task stopped. One whose name is too long for the key of a
   * result is forgotten: until 0.1 such names were taken.
   */
  List<String> withOpenWindows() {
    var names = new ArrayList<String>();
    try (var marks = store.prefixScan(OPEN, new StringSerializer())) {
      marks.forEachRemaining(mark -> names.add(mark.key.substring(OPEN.length())));
    }
    names.stream().filter(VmStates::isTooLong).forEach(this::forget);
    names.removeIf(VmStates::isTooLong);
    return names;
  }

  private static boolean isTooLong(String name) {
    return name.length() > Names.MAX_BYTES;
  }

  Vm get(String name) {
    var vm = inMemory.get(name);
    if (vm == null) {
      boolean isNew = !knows(name);
      if (!isNew) {
        onLoad.run();
      }
      vm = load(name);
      inMemory.put(name, vm, vm.bytes());
      var layout = isNew ? store.get(LAYOUT + name) : null;
      if (layout != null) {
        apply(vm, layout, false);
      }
    }
    return vm;
  }

  /**
   * Keeps a layout for when the VM's first events about memory come; most VMs never have any.
   *
   * @param facts empty to forget it
   */
  void keepLayout(String name, byte[] facts) {
    store.put(LAYOUT + name, facts.length == 0 ? null : facts);
  }

  /** Whether anything is known of the VM's conversions. */
  boolean knows(String name) {
    return inMemory.contains(name)
        || store.get(factsKey(name, 0)) != null
        || store.get(pieceKey(name, 0)) != null;
  }

  /**
   * Takes in facts, passes on the results and remembers both.
   *
   * @param quiet if they only say how far the trace has come: to be remembered only if that had
   *     results, which must not come again after a restart
   */
  void apply(Vm vm, byte[] facts, boolean quiet) {
    long before = vm.conversions.resultsSoFar();
    MemoryFacts.replay(facts, vm.conversions);
    if (quiet && before == vm.conversions.resultsSoFar()) {
      return;
    }
    if (vm.factsBytes + facts.length
            > Math.max(MIN_FACTS_BYTES, FACTS_PER_SNAPSHOT * vm.snapshotBytes)
        || vm.facts == MAX_FACTS
        || facts.length > MAX_CHUNK_FACTS_BYTES) {
      writeSnapshot(vm);
    } else {
      writeFacts(vm, facts);
    }
    boolean isOpen = vm.conversions.hasOpenWindows();
    if (isOpen != vm.isMarkedOpen) {
      store.put(OPEN + vm.name, isOpen ? MARK : null);
      vm.isMarkedOpen = isOpen;
    }
    inMemory.weigh(vm.name, vm, vm.bytes());
  }

  /** Forgets the VM, in memory and in the store: an error of ours must not stop the partition. */
  void forget(String name) {
    inMemory.remove(name);
    store.delete(OPEN + name);
    for (int i = 0; store.delete(pieceKey(name, i)) != null; i++) {
      // Pieces are numbered without a gap.
    }
    for (int i = 0; store.delete(factsKey(name, i)) != null; i++) {
      // So are facts.
    }
  }

  private Vm load(String name) {
    var vm = new Vm(name, v -> new VmConversions(name, "", settings, new Muted(v, results)));
    var pieces = new ByteArrayOutputStream();
    for (var piece = store.get(pieceKey(name, 0)); piece != null; ) {
      pieces.writeBytes(piece);
      vm.snapshotBytes += piece.length;
      piece =
          piece.length < PIECE_BYTES
              ? null
              : store.get(pieceKey(name, pieces.size() / PIECE_BYTES));
    }
    if (vm.snapshotBytes > 0) {
      readSnapshot(vm, pieces.toByteArray());
    }
    for (var facts = facts(vm); facts != null; facts = facts(vm)) {
      MemoryFacts.replay(facts, vm.conversions);
      vm.facts++;
      vm.factsBytes += facts.length;
    }
    vm.isMarkedOpen = store.get(OPEN + name) != null;
    vm.passesOn = true;
    return vm;
  }

  private static void readSnapshot(Vm vm, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      vm.snapshot = in.readInt();
      vm.conversions.decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeSnapshot(Vm vm) {
    var bytes = new ByteArrayOutputStream(Math.max(4096, vm.snapshotBytes));
    vm.snapshot++;
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(vm.snapshot);
      vm.conversions.encode(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = bytes.toByteArray();
    // A last piece that is not full, perhaps empty, ends the snapshot.
    for (int i = 0; i <= all.length / PIECE_BYTES; i++) {
      int from = i * PIECE_BYTES;
      store.put(
          pieceKey(vm.name, i),
          Arrays.copyOfRange(all, from, Math.min(all.length, from + PIECE_BYTES)));
    }
    vm.snapshotBytes = all.length;
    vm.facts = 0;
    vm.factsBytes = 0;
  }

  private void writeFacts(Vm vm, byte[] facts) {
    var value = ByteBuffer.allocate(Integer.BYTES + facts.length).putInt(vm.snapshot).put(facts);
    store.put(factsKey(vm.name, vm.facts), value.array());
    vm.facts++;
    vm.factsBytes += facts.length;
  }

  /** The next facts behind the snapshot; those of an older one are void. */
  private byte @Nullable [] facts(Vm vm) {
    var stored = store.get(factsKey(vm.name, vm.facts));
    return stored == null || ByteBuffer.wrap(stored).getInt() != vm.snapshot
        ? null
        : Arrays.copyOfRange(stored, Integer.BYTES, stored.length);
  }

  private static String pieceKey(String vm, int number) {
    return "s/" + vm + "/" + number;
  }

  private static String factsKey(String vm, int number) {
    return "d/" + vm + "/" + number;
  }
}
