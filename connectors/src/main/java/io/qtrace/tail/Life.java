package io.qtrace.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.bytes.Sha256;
import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.chunk.ChunkCutter.Ending;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.Mark;
import io.qtrace.tail.bookmark.TailedChunk;
import io.qtrace.tail.file.FileId;
import io.qtrace.tail.file.FollowedKind;
import io.qtrace.tail.file.NewestEvent;
import io.qtrace.tail.file.TailedBytes;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of a file: the contents that grow from its first byte until the file is truncated or its
 * inode becomes another file. Reads on from its bookmark and cuts chunks.
 */
final class Life {

  /** What a reading came upon. */
  enum Outcome {
    /** More is there already; it takes another reading. */
    MORE,
    /** The present end of the file. */
    END,
    /** The file has other contents now: this life is over. */
    REPLACED
  }

  private final Workbench bench;
  private final FileId file;
  private final String source;

  private Bookmark bookmark;
  private @Nullable ChunkCutter cutter;

  /** Of a trace that ends in an earlier boot of the host; empty if not looked for or not found. */
  private OptionalLong newestEventNs = OptionalLong.empty();

  Life(Workbench bench, FileId file, Bookmark bookmark) {
    this.bench = bench;
    this.file = file;
    this.bookmark = bookmark;
    this.source = source();
  }

  /** The same file has the same name in all its lives and on every start. */
  private String source() {
    var name =
        String.join("\0", bookmark.vm().host(), bench.directory().path().toString(), file.text());
    var digest = Sha256.begin().digest(name.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16) + ";generation=" + bookmark.generation();
  }

  Bookmark bookmark() {
    return bookmark;
  }

  String sourceHeader() {
    return source;
  }

  /**
   * Reads once.
   *
   * @param modifiedMs when the file was last written
   * @param ending what is known of the file's present end
   * @throws RefusedFileException if it is of a kind that is not followed
   */
  Outcome read(TailedBytes bytes, long modifiedMs, Ending ending, Batch batch) throws IOException {
    if (cutter == null) {
      cutter = begin(bytes, modifiedMs);
    }
    var buffer = bench.buffer();
    int context = (int) Math.min(bookmark.positionBytes(), Mark.BYTES);
    int to = bytes.read(bookmark.positionBytes() - context, buffer);
    if (to < context) {
      return Outcome.END; // Truncated just now; the next look shows what becomes of it.
    }
    if (isReplaced(buffer, context)) {
      return Outcome.REPLACED;
    }
    long clockOffsetNs = clockOffsetNs(modifiedMs);
    if (bookmark.positionBytes() == 0 && to > 0) {
      FollowedKind.require(buffer, to, bench.settings().format());
      if (bench.settings().isHeaderless()) {
        if (!FollowedKind.isHeaderless(buffer, to) && ending != Ending.END) {
          return Outcome.END;
        }
        if (!putHeader(buffer, to, clockOffsetNs, batch)) {
          return Outcome.MORE;
        }
      } else {
        FollowedKind.requireHeader(buffer, to, bench.settings().format());
      }
    }
    boolean full = to == buffer.length;
    int at = context;
    while (!batch.isFull() && cutter.fill(buffer, at, to, full ? Ending.OPEN : ending)) {
      at += take(buffer, at, clockOffsetNs, batch);
    }
    if (batch.isFull() || full) {
      return Outcome.MORE;
    }
    if (cutter.lengthBytes() > 0) {
      take(buffer, at, clockOffsetNs, batch);
    }
    return Outcome.END;
  }

  private ChunkCutter begin(TailedBytes bytes, long modifiedMs) throws IOException {
    var fresh = bench.newCutter();
    var buffer = bench.buffer();
    long position = bookmark.positionBytes();
    if (bench.settings().format() == TraceFormat.SIMPLE
        && (position > 0 || bookmark.headerBytes() > 0)) {
      int head = bytes.read(0, buffer);
      var missing = missingHeader(buffer, head);
      if (missing.isPresent()) {
        missing.get().teach(fresh, bookmark, buffer, head);
      } else {
        fresh.learn(buffer, 0, (int) Math.min(position, head));
      }
    }
    if (isOfEarlierBoot(modifiedMs)) {
      newestEventNs = NewestEvent.of(bytes, buffer);
    }
    return fresh;
  }

  /** Sends what the file lacks, before its own bytes; false if the batch has no room for it. */
  private boolean putHeader(byte[] head, int to, long clockOffsetNs, Batch batch) {
    var missing = missingHeader(head, to);
    if (missing.isEmpty()) {
      return true;
    }
    var header = missing.get();
    var present = header.isBegun(bookmark) && cutter != null ? cutter : bench.newCutter();
    cutter = present;
    while (!header.isSent(bookmark)) {
      if (batch.isFull()) {
        return false;
      }
      var chunk = header.next(present, bookmark);
      bookmark = header.behind(chunk, bookmark);
      batch.add(new TailedChunk(file, source, chunk, bookmark, clockOffsetNs));
    }
    return true;
  }

  /** Empty if the file has its header, or if there are no definitions to make one of. */
  private Optional<MissingHeader> missingHeader(byte[] head, int to) {
    return bench.settings().isHeaderless()
        ? bench.definitions().map(definitions -> new MissingHeader(definitions, head, to))
        : Optional.empty();
  }

  private boolean isReplaced(byte[] buffer, int context) {
    var mark = bookmark.mark();
    return !mark.isEmpty()
        && !mark.equals(Mark.of(buffer, 0, context))
        && !Mark.isHole(buffer, 0, context);
  }

  private int take(byte[] buffer, int at, long clockOffsetNs, Batch batch) {
    var present = cutter;
    if (present == null) {
      throw new IllegalStateException("reading begins with a cutter");
    }
    var chunk = present.take(buffer, at, bookmark.positionBytes());
    int length = chunk.bytes().length;
    int end = at + length;
    var mark =
        Mark.of(buffer, Math.max(0, end - (int) Math.min(chunk.endBytes(), Mark.BYTES)), end);
    bookmark = bookmark.at(chunk.endBytes(), mark);
    batch.add(new TailedChunk(file, source, chunk, bookmark, clockOffsetNs));
    return length;
  }

  /** An event cannot be later than the last write: then another offset applied. */
  private boolean isOfEarlierBoot(long modifiedMs) {
    return bench.settings().format() == TraceFormat.SIMPLE
        && modifiedMs * 1_000_000 < bench.host().clockOffset().ns();
  }

  private long clockOffsetNs(long modifiedMs) {
    return isOfEarlierBoot(modifiedMs) && newestEventNs.isPresent()
        ? modifiedMs * 1_000_000 - newestEventNs.getAsLong()
        : bench.host().clockOffset().ns();
  }
}
