package io.qtrace.conversion.attribution.change;

import io.qtrace.conversion.memory.MemoryMap;
import io.qtrace.conversion.memory.RamBlock;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds out where a block lies from its discards. A discard's address minus the offset of the
 * change before it is the block's address; where several changes may be the one before, each gives
 * a candidate, and what all discards of the block agree on is right. Not thread-safe.
 */
final class BlockFinder {

  /** So many discards have to agree: the first one's change may be older than the trace. */
  private static final int ENOUGH = 2;

  private static final class Guess {
    final TreeSet<Long> hosts = new TreeSet<>();
    int agreed;
  }

  private final Map<RamBlock, Guess> guesses = new LinkedHashMap<>();

  /** Takes in a discard, and places the block if that settles where it is. */
  void observe(Discard discard, List<? extends Collection<Change>> undiscarded) {
    var block = discard.block();
    long host = discard.host();
    var hosts = new TreeSet<Long>();
    for (var changes : undiscarded) {
      for (var change : changes) {
        if (discard.isLike(change) && (change.block() == null || change.block() == block)) {
          hosts.add(host - change.offset());
        }
      }
    }
    if (hosts.isEmpty()) {
      return;
    }
    var guess = guesses.computeIfAbsent(block, b -> new Guess());
    guess.hosts.retainAll(hosts);
    if (guess.hosts.isEmpty()) {
      guess.hosts.addAll(hosts);
      guess.agreed = 0;
    }
    guess.agreed++;
    if (guess.hosts.size() == 1 && guess.agreed >= ENOUGH) {
      block.place(guess.hosts.first());
      guesses.remove(block);
    } else if (hosts.size() == 1) {
      for (var changes : undiscarded) {
        changes.removeIf(
            change -> change.size() == discard.length() && host - change.offset() == hosts.first());
      }
    }
  }

  /** The block is gone. */
  void forget(RamBlock block) {
    guesses.remove(block);
  }

  void clear() {
    guesses.clear();
  }

  void encode(SnapshotWriter out, MemoryMap map) throws IOException {
    out.writeList(
        guesses.entrySet(),
        entry -> {
          out.writeInt(map.indexOf(entry.getKey()));
          out.writeInt(entry.getValue().agreed);
          out.writeInt(entry.getValue().hosts.size());
          for (long host : entry.getValue().hosts) {
            out.writeLong(host);
          }
        });
  }

  void decode(SnapshotReader in, MemoryMap map) throws IOException {
    in.readList(
        () -> {
          var block = map.block(in.readInt());
          var guess = new Guess();
          guess.agreed = in.readInt();
          in.readList(() -> guess.hosts.add(in.readLong()));
          if (block != null) {
            guesses.put(block, guess);
          }
        });
  }
}
