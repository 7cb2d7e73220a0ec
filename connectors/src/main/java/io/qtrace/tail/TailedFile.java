package io.qtrace.tail;

import io.qtrace.source.chunk.ChunkCutter.Ending;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.Mark;
import io.qtrace.tail.file.FileId;
import io.qtrace.tail.file.RefusedFileException;
import io.qtrace.tail.file.Sighting;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file from when it is first seen until it is gone: where it is, whether it grows, which life
 * it is in. Times are of the task's monotonic clock, in nanoseconds.
 */
final class TailedFile {

  private static final Logger log = LoggerFactory.getLogger(TailedFile.class);

  private final Workbench bench;
  private final Pace pace;

  /** What was written before this file, of the same VM: it is read first. */
  private final List<Earlier> earlier = new ArrayList<>();

  /**
   * @param untilBytes as much as there was when this file was first seen
   */
  private record Earlier(TailedFile file, long untilBytes) {

    boolean isRead() {
      return file.atEnd
          || file.finished
          || file.complaint != null
          || file.bookmark().positionBytes() >= untilBytes;
    }
  }

  private Sighting seen;
  private long seenNs;

  /** The file was seen since it was last looked at. */
  private boolean unlooked = true;

  private Life life;

  /** Another file waits for this one: its last whole record is sent without confirmation. */
  private boolean awaited;

  private boolean removed;
  private boolean finished;
  private @Nullable String complaint;
  private boolean isRefused;

  // As of the last look.
  private long sizeBytes = -1;
  private Ending ending = Ending.OPEN;
  private boolean atEnd;
  private long lookedNs;

  /** When the file last grew, moved or went. */
  private long changedNs;

  TailedFile(Workbench bench, Sighting seen, Bookmark bookmark, long nowNs) {
    this.bench = bench;
    this.pace = new Pace(bench.settings().scanInterval(), nowNs);
    this.seen = seen;
    this.seenNs = nowNs;
    this.lookedNs = nowNs;
    this.changedNs = nowNs;
    this.life = new Life(bench, seen.id(), bookmark);
  }

  FileId id() {
    return seen.id();
  }

  Bookmark bookmark() {
    return life.bookmark();
  }

  String sourceHeader() {
    return life.sourceHeader();
  }

  long changedNs() {
    return changedNs;
  }

  /** Up to when it is known that everything in the file was read. */
  long lookedNs() {
    return lookedNs;
  }

  /** It is of a kind that is not followed: nothing of it is sent as long as it is. */
  boolean isRefused() {
    return isRefused;
  }

  /** Everything in the file was read, but for the beginning of a record or line. */
  boolean isAtEnd() {
    return atEnd;
  }

  /** Nothing of the file is unread, not even an unfinished record or line. */
  boolean isDrained() {
    return atEnd && sizeBytes == bookmark().positionBytes();
  }

  /** The file is gone and nothing more can be read from it. */
  boolean isFinished() {
    return finished;
  }

  /** Reads the other file to its present end before this one. */
  void comesAfter(TailedFile other) {
    earlier.add(new Earlier(other, Math.max(other.sizeBytes, other.seen.sizeBytes())));
    other.atEnd = false;
    other.awaited = true;
    other.pace.now(seenNs);
  }

  /** A look at the directory found the file. */
  void seen(Sighting now, long nowNs) {
    if (now.sizeBytes() != seen.sizeBytes()) {
      pace.now(nowNs);
    }
    if (removed) {
      removed = false;
      bench.open().release(id());
    }
    seen = now;
    seenNs = nowNs;
    unlooked = true;
  }

  /** A look at the directory did not find the file. */
  void missed(long nowNs) {
    if (!removed) {
      removed = true;
      changedNs = nowNs;
      bench.open().keep(id());
      pace.now(nowNs);
    }
    if (bench.open().get(id()) == null) {
      finished = true;
      long unread = seen.sizeBytes() - bookmark().positionBytes();
      if (unread > 0 && !seen.pipe()) {
        log.warn(
            "{} was removed while it was closed; its last {} bytes were not read; raise"
                + " max.open.files, or keep files longer",
            seen.path(),
            unread);
      }
    }
  }

  boolean isDue(long nowNs) {
    earlier.removeIf(Earlier::isRead);
    return earlier.isEmpty() && !finished && pace.isDue(nowNs);
  }

  /** Reads as much as fits into the buffer and the batch. */
  void read(long nowNs, Batch batch) {
    boolean wasRefused = isRefused;
    isRefused = false;
    try {
      look(nowNs, batch);
      complaint = null;
    } catch (RefusedFileException e) {
      isRefused = true;
      if (!wasRefused) {
        log.warn("{} is not sent: {}", seen.path(), e.getMessage());
      }
      complaint = e.getMessage();
      pace.failed(nowNs);
      finished |= removed;
    } catch (NoSuchFileException e) {
      pace.idle(nowNs); // The next look at the directory shows where it went.
    } catch (IOException e) {
      complain(e);
      pace.failed(nowNs);
      finished |=
          seen.pipe(); // What was read of it is gone: when it is seen again, it begins anew.
    }
    finished |= removed && atEnd && ending == Ending.END;
    if (finished) {
      bench.open().close(id());
    }
  }

  private void look(long nowNs, Batch batch) throws IOException {
    boolean changed = isChanged(nowNs);
    long position = bookmark().positionBytes();
    if (sizeBytes < position && isRewritten()) {
      beginAgain(nowNs);
    } else if (sizeBytes > position && changed) {
      handle(life.read(bench.bytes(seen), seen.modifiedMs(), ending, batch), nowNs);
      sizeBytes = Math.max(sizeBytes, bookmark().positionBytes()); // It may have grown meanwhile.
    } else {
      handle(Life.Outcome.END, nowNs);
    }
  }

  /** Whether a reading can find something that the last one did not. */
  private boolean isChanged(long nowNs) throws IOException {
    long size = presentSize(nowNs);
    if (size != sizeBytes) {
      changedNs = nowNs;
    }
    var now = ending(nowNs);
    boolean changed = size != sizeBytes || !atEnd || now != ending;
    sizeBytes = size;
    ending = now;
    return changed;
  }

  /** Of a closed file, what the directory said, unless the file was read after that. */
  private long presentSize(long nowNs) throws IOException {
    boolean isNews = unlooked;
    unlooked = false;
    if (bench.open().get(id()) != null || seen.pipe()) {
      lookedNs = nowNs;
      return bench.bytes(seen).size();
    }
    if (!isNews) {
      return sizeBytes;
    }
    lookedNs = seenNs;
    return seen.sizeBytes();
  }

  private Ending ending(long nowNs) {
    long quiet = nowNs - changedNs;
    var settings = bench.settings();
    if (quiet >= settings.partialWait().toNanos()
        || (removed && quiet >= settings.removedWait().toNanos())) {
      return Ending.END;
    }
    return awaited || quiet >= TailSettings.QUIET.toNanos() ? Ending.QUIET : Ending.OPEN;
  }

  /**
   * Whether a file that became shorter has new contents. It has none while it is empty, or if its
   * writer goes on where it was, so that the file gets a hole in front.
   */
  private boolean isRewritten() throws IOException {
    var buffer = bench.buffer();
    int head = Math.min(bench.bytes(seen).read(0, buffer), Mark.BYTES);
    return head > 0 && !Mark.isHole(buffer, 0, head);
  }

  private void handle(Life.Outcome outcome, long nowNs) {
    atEnd = outcome == Life.Outcome.END;
    awaited &= !atEnd;
    switch (outcome) {
      case MORE -> pace.now(nowNs);
      case END -> pace.idle(nowNs);
      case REPLACED -> beginAgain(nowNs);
    }
  }

  /** The file has other contents than those that were read: its next life begins. */
  private void beginAgain(long nowNs) {
    var fingerprint = bench.fingerprint();
    if (!seen.wanted()) {
      finished = true; // Not the renamed file it was taken for.
    } else if (fingerprint.isPresent()) {
      var last = bookmark();
      var vm = bench.host().vms().names().of(seen.path()).orElse(last.vm());
      var next = Bookmark.beginning(last.generation() + 1, vm, seen.path(), fingerprint.get());
      life = new Life(bench, id(), next);
      log.info("{} begins anew, generation {}", seen.path(), next.generation());
      pace.now(nowNs);
    } else {
      pace.failed(nowNs);
    }
  }

  private void complain(IOException e) {
    var reason = e.toString();
    if (!reason.equals(complaint)) {
      log.warn("{} cannot be read ({}); it is tried again and again", seen.path(), reason);
    }
    complaint = reason;
  }
}
