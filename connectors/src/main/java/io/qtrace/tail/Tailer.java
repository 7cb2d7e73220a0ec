package io.qtrace.tail;

import io.qtrace.host.TracedHost;
import io.qtrace.host.Vm;
import io.qtrace.host.VmNames;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.Bookmarks;
import io.qtrace.tail.bookmark.TailedChunk;
import io.qtrace.tail.file.FileId;
import io.qtrace.tail.file.Sighting;
import io.qtrace.tail.file.TraceDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all files of a directory that are one task's. Never blocks on a file; keeps one buffer
 * for all of them. For one thread.
 */
public final class Tailer implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(Tailer.class);

  private final Workbench bench;
  private final Bookmarks kept;
  private final Predicate<Vm> mine;
  private final LongSupplier clock;

  private final Map<FileId, TailedFile> files = new HashMap<>();

  /** In the order in which they get their turns. */
  private final Deque<TailedFile> turns = new ArrayDeque<>();

  /** Of files that are gone: whoever keeps bookmarks may not have the last one yet. */
  private final Map<FileId, Bookmark> left = new HashMap<>();

  /** Files of other tasks, and such as belong to no VM, by these names. */
  private final Set<FileId> foreign = new HashSet<>();

  private VmNames names;

  /** As of the last look at the directory. */
  private Set<FileId> wantedBefore = Set.of();

  private volatile int refusedFiles;
  private boolean looked;
  private long nextLookNs;
  private String complaint = "";

  /**
   * @param kept bookmarks of an earlier run, or of other tasks
   * @param mine which VMs' files this task reads; all files of a VM have to be read by one task, so
   *     that they stay in order
   * @param clock monotonic, in nanoseconds
   */
  public Tailer(Workplace place, Bookmarks kept, Predicate<Vm> mine, LongSupplier clock) {
    this.bench = new Workbench(place.settings(), place.directory(), place.host());
    this.names = place.host().vms().names();
    this.kept = kept;
    this.mine = mine;
    this.clock = clock;
    this.nextLookNs = clock.getAsLong();
  }

  /** Where and how files are read. */
  public record Workplace(TailSettings settings, TraceDirectory directory, TracedHost host) {}

  /**
   * What is new, of each file in its order. A file gives at most one buffer full before the next
   * one has its turn.
   *
   * @param maxBytes enough to stop at; one more chunk may come
   * @return empty if there is nothing new
   */
  public List<TailedChunk> read(int maxBytes) {
    if (clock.getAsLong() - nextLookNs >= 0) {
      look();
      nextLookNs = clock.getAsLong() + bench.settings().scanInterval().toNanos();
    }
    var batch = new Batch(maxBytes);
    while (takeTurns(batch) && !batch.isFull()) {
      // Those that have more get another turn.
    }
    refusedFiles = (int) files.values().stream().filter(TailedFile::isRefused).count();
    return batch.chunks();
  }

  /** Gives each file a turn; false if it takes no more. */
  private boolean takeTurns(Batch batch) {
    int before = batch.chunks().size();
    boolean more = false;
    for (int left = turns.size(); left > 0 && !batch.isFull(); left--) {
      var file = turns.removeFirst();
      if (file.isDue(clock.getAsLong())) {
        file.read(clock.getAsLong(), batch);
        more |= !file.isAtEnd();
      }
      if (file.isFinished()) {
        forget(file);
      } else {
        turns.addLast(file);
      }
    }
    return more && batch.chunks().size() > before;
  }

  private void forget(TailedFile file) {
    files.remove(file.id());
    left.put(file.id(), file.bookmark());
  }

  private void look() {
    long now = clock.getAsLong();
    List<Sighting> wanted;
    List<Sighting> others = List.of();
    try {
      wanted = bench.directory().wanted(wantedBefore);
      wantedBefore = wanted.stream().map(Sighting::id).collect(Collectors.toSet());
      if (!looked || !wantedBefore.containsAll(files.keySet())) {
        others = bench.directory().others();
      }
      complaint = "";
    } catch (IOException e) {
      complain(e);
      return;
    }
    refreshNames();
    update(wanted, others, now);
    addNew(wanted, looked ? List.of() : others);
    looked = true;
  }

  /** Files that had no VM may have one by another mapping. */
  private void refreshNames() {
    var present = bench.host().vms().names();
    if (present != names) {
      names = present;
      foreign.clear();
    }
  }

  private void complain(IOException e) {
    if (!complaint.equals(e.toString())) {
      complaint = e.toString();
      log.warn("{} cannot be listed ({}); open files are read on", bench.directory().path(), e);
    }
  }

  /**
   * @param now before the directory was looked at
   */
  private void update(List<Sighting> wanted, List<Sighting> others, long now) {
    var seen = new HashMap<FileId, Sighting>();
    others.forEach(sighting -> seen.put(sighting.id(), sighting));
    wanted.forEach(sighting -> seen.put(sighting.id(), sighting));
    for (var file : files.values()) {
      var sighting = seen.get(file.id());
      if (sighting == null) {
        file.missed(now);
      } else {
        file.seen(sighting, now);
      }
    }
    foreign.retainAll(seen.keySet());
  }

  private void addNew(List<Sighting> wanted, List<Sighting> others) {
    var fresh = new ArrayList<Sighting>();
    for (var sightings : List.of(others, wanted)) {
      for (var sighting : sightings) {
        if (!files.containsKey(sighting.id()) && !foreign.contains(sighting.id())) {
          fresh.add(sighting);
        }
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    var bookmarks = new HashMap<>(kept.of(fresh.stream().map(Sighting::id).toList()));
    bookmarks.putAll(left);
    fresh.forEach(sighting -> add(sighting, Optional.ofNullable(bookmarks.get(sighting.id()))));
  }

  private void add(Sighting sighting, Optional<Bookmark> bookmark) {
    if (!sighting.wanted() && (bookmark.isEmpty() || sighting.pipe())) {
      return;
    }
    var vm = bookmark.map(Bookmark::vm).or(() -> names.of(sighting.path()));
    if (vm.isEmpty()) {
      log.warn(
          "{} is not read: neither vm.mapping.file nor vm.pattern tells which VM it is of",
          sighting.path());
      foreign.add(sighting.id());
    } else if (!mine.test(vm.get())) {
      foreign.add(sighting.id());
    } else {
      bench
          .fingerprint() // If it cannot be read now, the next look tries again.
          .ifPresent(
              fingerprint -> begin(sighting, beginning(sighting, vm.get(), bookmark, fingerprint)));
    }
  }

  private static Bookmark beginning(
      Sighting sighting, Vm vm, Optional<Bookmark> last, String fingerprint) {
    if (last.isEmpty()) {
      return Bookmark.beginning(0, vm, sighting.path(), fingerprint);
    }
    var known = last.get();
    return sighting.pipe() // What was in it is gone.
        ? Bookmark.beginning(known.generation() + 1, vm, sighting.path(), fingerprint)
        : known.orDefinitions(fingerprint);
  }

  private void begin(Sighting sighting, Bookmark bookmark) {
    var file = new TailedFile(bench, sighting, bookmark, clock.getAsLong());
    for (var other : files.values()) {
      if (other.bookmark().vm().equals(bookmark.vm())) {
        file.comesAfter(other);
      }
    }
    log.info(
        "{}: VM {}, source {}, from byte {} on",
        sighting.path(),
        bookmark.vm().id(),
        file.sourceHeader(),
        bookmark.positionBytes());
    files.put(sighting.id(), file);
    turns.addLast(file);
  }

  /** How many files are of a kind that is not followed. May be called by any thread. */
  public int refusedFiles() {
    return refusedFiles;
  }

  /** VMs about which nothing is unread now. */
  public Collection<SilentVm> silentVms() {
    return SilentVm.of(files.values());
  }

  @Override
  public void close() {
    bench.close();
  }
}
