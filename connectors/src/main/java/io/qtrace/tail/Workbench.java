package io.qtrace.tail;

import io.qtrace.definition.Definitions;
import io.qtrace.host.DefinitionsFile;
import io.qtrace.host.TracedHost;
import io.qtrace.source.chunk.ChunkCutter;
import io.qtrace.source.chunk.LogLines;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.tail.file.FileBytes;
import io.qtrace.tail.file.OpenFiles;
import io.qtrace.tail.file.PipeBytes;
import io.qtrace.tail.file.Sighting;
import io.qtrace.tail.file.TailedBytes;
import io.qtrace.tail.file.TraceDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the files of one task share: its memory is the same for one file and for a thousand. */
final class Workbench implements Closeable {

  private final TailSettings settings;
  private final TraceDirectory directory;
  private final TracedHost host;
  private final OpenFiles open;
  private final byte[] buffer;

  private @Nullable Definitions linesOf;
  private @Nullable LogLines lines;

  Workbench(TailSettings settings, TraceDirectory directory, TracedHost host) {
    this.settings = settings;
    this.directory = directory;
    this.host = host;
    this.open = new OpenFiles(settings.maxOpenFiles());
    this.buffer = new byte[settings.bufferBytes()];
  }

  TailSettings settings() {
    return settings;
  }

  TraceDirectory directory() {
    return directory;
  }

  TracedHost host() {
    return host;
  }

  OpenFiles open() {
    return open;
  }

  /** Holds what was read last, whatever file that was. */
  byte[] buffer() {
    return buffer;
  }

  ChunkCutter newCutter() {
    return settings.format() == TraceFormat.SIMPLE
        ? ChunkCutter.simple(settings.chunkBytes())
        : ChunkCutter.log(lines(), settings.chunkBytes());
  }

  private LogLines lines() {
    var present = definitions();
    var definitions = present.orElseGet(() -> linesOf == null ? Definitions.system() : linesOf);
    var known = lines;
    if (known == null || definitions != linesOf) {
      known = new LogLines(definitions);
      lines = known;
      linesOf = definitions;
    }
    return known;
  }

  /** What the definitions file says now; empty if there is none, or it cannot be read. */
  Optional<Definitions> definitions() {
    return host.definitions().flatMap(DefinitionsFile::current);
  }

  /**
   * The fingerprint that a file's new life names.
   *
   * @return empty if the definitions cannot be read; empty text if none are wanted
   */
  Optional<String> fingerprint() {
    return host.definitions().isEmpty()
        ? Optional.of("")
        : host.definitions().get().current().map(Definitions::fingerprint);
  }

  /**
   * The file's bytes, whether it is open or is now.
   *
   * @throws NoSuchFileException if the path is not this file any more, and it is not open
   */
  TailedBytes bytes(Sighting seen) throws IOException {
    var known = open.get(seen.id());
    if (known != null) {
      return known;
    }
    var bytes = open(seen.path(), seen.pipe());
    if (!isStill(seen)) {
      bytes.close();
      throw new NoSuchFileException(seen.path().toString());
    }
    open.add(seen.id(), bytes);
    return bytes;
  }

  private TailedBytes open(Path path, boolean pipe) throws IOException {
    return pipe ? new PipeBytes(path, buffer.length) : new FileBytes(path);
  }

  private boolean isStill(Sighting seen) {
    try {
      return directory.is(seen.path(), seen.id());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
