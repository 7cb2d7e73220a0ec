package io.qtrace.topology.vms;

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
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The VMs of one task. Their state is in memory and can be large, so the store gets what changes
 * it: the facts of each chunk, and now and then a snapshot in whose place they stand. Loading a VM
 * reads the snapshot and takes in the facts behind it again, without results.
 *
 * <p>Keys are {@code s/<vm>/<piece>}, {@code d/<vm>/<n>} and {@code o/<vm>}: a piece of the
 * snapshot, facts behind it, and a mark that windows are open. Not thread-safe.
 */
public final class VmStates<S extends VmState> {

  /** Kafka's default limit is 1 MiB. */
  private static final int PIECE_BYTES = 512 << 10;

  /** How much may have to be taken in again, in multiples of the snapshot and at least. */
  private static final int FACTS_PER_SNAPSHOT = 4;

  private static final int MIN_FACTS_BYTES = 512 << 10;
  private static final int MAX_FACTS = 4096;

  /** Of one chunk; more do not fit into a record of the changelog, while pieces always do. */
  private static final int MAX_CHUNK_FACTS_BYTES = 4 << 20;

  private static final String OPEN = "o/";
  private static final byte[] MARK = {1};

  private final KeyValueStore<String, byte[]> store;
  private final RecentlyUsed<Vm<S>> inMemory;
  private final Runnable onLoad;
  private final BiFunction<String, Gate, S> make;

  /**
   * Where VMs are.
   *
   * @param room for those that are in memory
   * @param onLoad is told of every VM that is read back from the store
   */
  public record Stored(KeyValueStore<String, byte[]> store, Room room, Runnable onLoad) {}

  /**
   * @param make a new VM of that name, whose results go through the gate
   */
  public VmStates(Stored stored, BiFunction<String, Gate, S> make) {
    this.store = stored.store;
    this.inMemory = new RecentlyUsed<>(stored.room, vm -> {});
    this.onLoad = stored.onLoad;
    this.make = make;
  }

  /**
   * VMs that had windows open when the task stopped. One whose name is too long for the key of a
   * result is forgotten: until 0.1 such names were taken.
   */
  public List<String> withOpenWindows() {
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

  public Vm<S> get(String name) {
    var vm = inMemory.get(name);
    if (vm == null) {
      if (knows(name)) {
        onLoad.run();
      }
      vm = load(name);
      inMemory.put(name, vm, vm.bytes());
    }
    return vm;
  }

  /** Whether anything is known of the VM. */
  public boolean knows(String name) {
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
  public void apply(Vm<S> vm, byte[] facts, boolean quiet) {
    long before = vm.state.resultsSoFar();
    vm.state.replay(facts);
    if (quiet && before == vm.state.resultsSoFar()) {
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
    boolean isOpen = vm.state.hasOpenWindows();
    if (isOpen != vm.isMarkedOpen) {
      store.put(OPEN + vm.name, isOpen ? MARK : null);
      vm.isMarkedOpen = isOpen;
    }
    inMemory.weigh(vm.name, vm, vm.bytes());
  }

  /** Forgets the VM, in memory and in the store: an error of ours must not stop the partition. */
  public void forget(String name) {
    inMemory.remove(name);
    store.delete(OPEN + name);
    for (int i = 0; store.delete(pieceKey(name, i)) != null; i++) {
      // Pieces are numbered without a gap.
    }
    for (int i = 0; store.delete(factsKey(name, i)) != null; i++) {
      // So are facts.
    }
  }

  private Vm<S> load(String name) {
    var gate = new Gate();
    var vm = new Vm<>(name, make.apply(name, gate));
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
      vm.state.replay(facts);
      vm.facts++;
      vm.factsBytes += facts.length;
    }
    vm.isMarkedOpen = store.get(OPEN + name) != null;
    gate.open();
    return vm;
  }

  private static void readSnapshot(Vm<?> vm, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      vm.snapshot = in.readInt();
      vm.state.decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeSnapshot(Vm<S> vm) {
    var bytes = new ByteArrayOutputStream(Math.max(4096, vm.snapshotBytes));
    vm.snapshot++;
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(vm.snapshot);
      vm.state.encode(out);
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

  private void writeFacts(Vm<S> vm, byte[] facts) {
    var value = ByteBuffer.allocate(Integer.BYTES + facts.length).putInt(vm.snapshot).put(facts);
    store.put(factsKey(vm.name, vm.facts), value.array());
    vm.facts++;
    vm.factsBytes += facts.length;
  }

  /** The next facts behind the snapshot; those of an older one are void. */
  private byte @Nullable [] facts(Vm<S> vm) {
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
