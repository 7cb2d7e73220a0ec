package io.qtrace.topology.declared;

import io.qtrace.aggregation.sum.Shape;
import io.qtrace.definition.Definitions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which aggregations each VM of a task has: those that it was told are in force, and those that
 * were and have windows which are not over. All of them are in the store by their text, so that an
 * edit can be carried through after a restart, when the file does not have the old ones any more.
 *
 * <p>Keys are {@code i/<vm>} and {@code a/<id>}. Not thread-safe.
 */
public final class VmDeclarations {

  private static final Logger log = LoggerFactory.getLogger(VmDeclarations.class);
  private static final String VM = "i/";
  private static final String DECLARATION = "a/";

  /**
   * What a chunk of a VM is to be summed up for.
   *
   * @param isNews whether the VM was told that others are in force
   * @param ids of those in force
   */
  public record Wanted(List<Declared> all, List<Integer> ids, boolean isNews) {

    public Wanted {
      all = List.copyOf(all);
      ids = List.copyOf(ids);
    }
  }

  private final @Nullable Declarations declarations;
  private final KeyValueStore<String, byte[]> store;
  private final Map<Integer, Declared> stored = new HashMap<>();

  /**
   * @param declarations null if nothing is declared any more
   */
  public VmDeclarations(@Nullable Declarations declarations, KeyValueStore<String, byte[]> store) {
    this.declarations = declarations;
    this.store = store;
  }

  public Wanted of(String vm) {
    List<Declared> inForce = declarations == null ? List.of() : declarations.inForce();
    var ids = inForce.stream().map(Declared::id).toList();
    var told = Told.decode(store.get(VM + vm));
    var all = new ArrayList<>(inForce);
    for (int id : told.ending) {
      var one = ids.contains(id) ? null : find(id);
      if (one != null) {
        all.add(one);
      }
    }
    for (int id : told.inForce) { // they may be about to end
      var one = ids.contains(id) || told.ending.contains(id) ? null : find(id);
      if (one != null) {
        all.add(one);
      }
    }
    return new Wanted(all, ids, !told.inForce.equals(ids));
  }

  /** Null if nobody knows it any more. */
  public @Nullable Declared find(int id) {
    var known = declarations == null ? null : declarations.find(id);
    return known == null ? stored.computeIfAbsent(id, this::read) : known;
  }

  public @Nullable Shape shape(int id) {
    var found = find(id);
    return found == null ? null : found.shape();
  }

  private @Nullable Declared read(int id) {
    var bytes = store.get(key(id));
    try {
      return bytes == null ? null : Declared.decode(bytes);
    } catch (RuntimeException e) {
      log.error("an aggregation is not understood any more, and ends: {}", e.getMessage());
      return null;
    }
  }

  /**
   * A VM knows which are in force.
   *
   * @param ending those that were, and have windows which are not over
   */
  public void told(String vm, List<Integer> inForce, List<Integer> ending) {
    var told = new Told(inForce, ending);
    if (told.equals(Told.decode(store.get(VM + vm)))) {
      return;
    }
    store.put(VM + vm, told.encode());
    for (int id : inForce) {
      var one = find(id);
      if (one != null && store.get(key(id)) == null) {
        store.put(key(id), one.encode());
      }
    }
  }

  /** Says once that an aggregation does not fit a QEMU, if that is so. */
  public void judge(Declared one, Definitions with) {
    if (declarations != null) {
      declarations.judge(one, with);
    }
  }

  /** Forgets a VM. */
  public void forget(String vm) {
    store.delete(VM + vm);
  }

  /** Forgets the declarations that no VM has any more. */
  public void forgetUnused() {
    Set<String> used = new HashSet<>();
    try (var vms = store.prefixScan(VM, new StringSerializer())) {
      vms.forEachRemaining(
          vm -> {
            var told = Told.decode(vm.value);
            told.inForce.forEach(id -> used.add(key(id)));
            told.ending.forEach(id -> used.add(key(id)));
          });
    }
    var unused = new ArrayList<String>();
    try (var all = store.prefixScan(DECLARATION, new StringSerializer())) {
      all.forEachRemaining(
          one -> {
            if (!used.contains(one.key)) {
              unused.add(one.key);
            }
          });
    }
    unused.forEach(store::delete);
  }

  private static String key(int id) {
    return DECLARATION + Integer.toHexString(id);
  }

  private record Told(List<Integer> inForce, List<Integer> ending) {

    byte[] encode() {
      var bytes = ByteBuffer.allocate(Integer.BYTES * (1 + inForce.size() + ending.size()));
      bytes.putInt(inForce.size());
      inForce.forEach(bytes::putInt);
      ending.forEach(bytes::putInt);
      return bytes.array();
    }

    static Told decode(byte @Nullable [] stored) {
      if (stored == null) {
        return new Told(List.of(), List.of());
      }
      var bytes = ByteBuffer.wrap(stored);
      var inForce = new ArrayList<Integer>();
      for (int left = bytes.getInt(); left > 0; left--) {
        inForce.add(bytes.getInt());
      }
      var ending = new ArrayList<Integer>();
      while (bytes.hasRemaining()) {
        ending.add(bytes.getInt());
      }
      return new Told(inForce, ending);
    }
  }
}
