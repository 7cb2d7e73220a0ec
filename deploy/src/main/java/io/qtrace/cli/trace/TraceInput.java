package io.qtrace.cli.trace;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.NamedOutput;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.HeaderlessTrace;
import io.qtrace.source.ClockAnchor;
import io.qtrace.source.SourceSummary;
import io.qtrace.source.TraceFile;
import io.qtrace.source.file.AddedHeader;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.source.kind.ForeignFile;
import io.qtrace.source.kind.TextKind;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A trace named on the command line. Standard input and pipes (a FIFO, {@code <(zcat trace.gz)})
 * can be opened and read once only: who has to read them twice calls {@link #keep} first. Not
 * thread-safe.
 */
public final class TraceInput implements AutoCloseable {

  private final Path name;
  private final Console console;
  private @Nullable Path copy;
  private long addedBytes;
  private boolean isLog;

  /**
   * @param console its standard input is the file {@code -}
   */
  public TraceInput(Path name, Console console) {
    this.name = name;
    this.console = console;
    if (Files.isDirectory(name)) {
      throw Failure.badInput(
          "%s: cannot read the trace: it is a directory; name the file".formatted(name()));
    }
  }

  /**
   * Takes it for what it was said to be: of a log, no first line is that of something else.
   *
   * @param chosen null: what the first bytes look like
   */
  public TraceInput as(@Nullable TraceFormat chosen) {
    isLog = chosen == TraceFormat.LOG;
    return this;
  }

  /** As messages call it. */
  public String name() {
    return DefinitionFiles.nameOf(name);
  }

  private boolean isStdin() {
    return name.equals(Console.STDIN);
  }

  /** Where its bytes are: a regular file once it is kept. */
  public Path file() {
    return copy == null ? name : copy;
  }

  /** Whether it can be read again. */
  private boolean isFile() {
    return copy != null || (!isStdin() && (Files.isRegularFile(name) || Files.notExists(name)));
  }

  /** Makes sure that it can be read any number of times: of a pipe, a temporary copy is made. */
  public TraceInput keep() {
    return isFile() ? this : keep(this::transferTo);
  }

  /**
   * Makes a temporary copy of a simple trace without a header, with one.
   *
   * @param definitions whose order the event ids are
   */
  public TraceInput keepWithHeader(Definitions definitions) {
    return keep(
        out -> {
          try (var trace = open()) {
            byte[] head = trace.head(ForeignFile.HEAD_BYTES);
            requireHeaderless(head);
            byte[] header = AddedHeader.of(definitions, head);
            addedBytes = header.length;
            out.write(header);
            trace.bytes().transferTo(out);
            trace.verify();
          }
        });
  }

  /** How many bytes that are not its own are in front of it. */
  public long addedBytes() {
    return addedBytes;
  }

  /**
   * Makes sure that a simple trace has a header, of the version that is read: else all of it would
   * wait for more.
   *
   * @throws Failure if it has none
   */
  public void requireHeader(TraceBytes trace) {
    try {
      byte[] head = trace.head(ForeignFile.HEAD_BYTES);
      var other = TraceFormat.otherVersion(head);
      if (!other.isEmpty()) {
        throw Failure.badInput("%s: nothing of it was sent: it is %s".formatted(name(), other));
      }
      if (HeaderlessTrace.isOne(head, 0, head.length)) {
        throw Failure.badInput(
            "%s: nothing of it was sent: it has no header; its records are as those of SystemTap: give --no-header, and --definitions of the very QEMU that was traced"
                .formatted(name()));
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What is damaged may be one; text is none, and what has a header says so. */
  private void requireHeaderless(byte[] head) {
    boolean hasHeader = TraceFormat.isSimpleHeader(head);
    if (hasHeader || TraceFormat.isText(head, head.length)) {
      throw Failure.badInput(
          "%s: --no-header is for simple traces without a header, and this %s; leave it out"
              .formatted(name(), hasHeader ? "has one" : "is none"));
    }
  }

  @FunctionalInterface
  private interface Copying {
    void to(OutputStream out) throws IOException;
  }

  private TraceInput keep(Copying copying) {
    try {
      var made = Files.createTempFile("qtrace-", ".trace"); // readable by its owner only
      try (var out = NamedOutput.file("the copy of %s, %s,".formatted(name(), made), made)) {
        copying.to(out);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(made);
        throw e;
      }
      if (isFile()) {
        Files.setLastModifiedTime(made, Files.getLastModifiedTime(name));
      }
      copy = made;
      return this;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void transferTo(OutputStream out) throws IOException {
    try (var in = console.open(name)) {
      in.transferTo(out);
    }
  }

  public TraceBytes open() {
    try {
      var trace =
          copy == null && isStdin()
              ? TraceBytes.ofAnyStream(console.open(name))
              : TraceBytes.openAny(file());
      return isLog ? trace : trace.orRefused();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  public Failure unreadable(IOException e) {
    return unreadable(name(), e);
  }

  public static Failure unreadable(String name, IOException e) {
    return Failure.badInput("%s: cannot read the trace: %s".formatted(name, Reasons.of(e)), e);
  }

  /** The format given on the command line, else what the first bytes look like. */
  public TraceFormat format(TraceBytes trace, @Nullable TraceFormat chosen) {
    if (chosen != null) {
      return chosen;
    }
    try {
      var head = trace.head(TraceFormat.HEAD_BYTES);
      return TraceFormat.sniff(head, head.length);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What else than a log it may be, for people; empty if that cannot be told. */
  public String kind(TraceBytes trace) {
    try {
      return TextKind.of(trace.head(ForeignFile.HEAD_BYTES)).map(TextKind::name).orElse("");
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * When a trace's events happened.
   *
   * @param offsetNs CLOCK_REALTIME minus CLOCK_MONOTONIC; 0 if the trace has wall-clock times
   * @param modifiedNs when the file was last written, since the epoch
   * @param reason where the offset is from, for people; empty if none is needed
   */
  public record TracedClock(long offsetNs, long modifiedNs, String reason) {}

  /**
   * Reads the whole file, if it can be read again: the last time stamp must be known before the
   * first one means anything. Of a pipe that is not kept, the anchor has to be an offset.
   */
  public TracedClock clock(TraceFormat format, Definitions definitions, ClockAnchor anchor) {
    try {
      if (!isFile()) {
        var given = anchor.resolve(name, 0, InstantSource.system());
        return new TracedClock(given.offsetNs(), nowNs(), given.reason());
      }
      long modifiedNs = Files.getLastModifiedTime(file()).to(TimeUnit.NANOSECONDS);
      var summary = SourceSummary.ofSoundPart(new TraceFile(file(), format, definitions));
      if (summary.clock() != Clock.MONOTONIC) {
        return new TracedClock(
            0, modifiedNs, format == TraceFormat.SIMPLE ? SourceSummary.WALL_CLOCK : "");
      }
      long newestNs = summary.newestEventNs().orElse(0);
      var resolved =
          (Files.isRegularFile(name) ? anchor : anchor.ofPipe())
              .resolve(file(), newestNs, InstantSource.system())
              .reaching(summary.oldestEventNs().orElse(newestNs));
      return new TracedClock(resolved.offsetNs(), modifiedNs, resolved.reason());
    } catch (DateTimeException e) {
      throw Failure.badInput("%s: %s".formatted(name(), e.getMessage()), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** When what a pipe says was written, as far as can be told. */
  private static long nowNs() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  @Override
  public void close() {
    if (copy != null) {
      try {
        Files.deleteIfExists(copy);
      } catch (IOException e) {
        // it lies where temporary files are cleared away
      }
    }
  }
}
