package io.qtrace.bench;

import com.github.luben.zstd.ZstdInputStream;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RecordScanner;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A simple trace to measure with: its mapping records, and a run of {@value #EVENTS} events from
 * its middle.
 *
 * <p>It is the bundled capture, or the files named by {@code -Dqtrace.bench.trace} and {@code
 * -Dqtrace.bench.definitions}.
 */
final class Capture {

  static final int EVENTS = 16_384;

  private final Definitions definitions;
  private final byte[] mapping;
  private final byte[] events;

  private Capture(Definitions definitions, byte[] mapping, byte[] events) {
    this.definitions = definitions;
    this.mapping = mapping;
    this.events = events;
  }

  Definitions definitions() {
    return definitions;
  }

  /** The file's header and mapping records. */
  byte[] mapping() {
    return mapping;
  }

  byte[] events() {
    return events;
  }

  static Capture load() throws IOException {
    var trace = System.getProperty("qtrace.bench.trace");
    if (trace == null) {
      return bundled();
    }
    return of(
        new FileInputStream(System.getProperty("qtrace.bench.definitions")),
        Files.newInputStream(Path.of(trace)));
  }

  /** Of a confidential VM, whatever is measured otherwise. */
  static Capture bundled() throws IOException {
    return of(resource("trace-events"), resource("cvm.simple.zst"));
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        Capture.class.getResourceAsStream("/io/qtrace/demo/" + name), name);
  }

  private static Capture of(InputStream definitions, InputStream trace) throws IOException {
    try (definitions;
        var unpacked = new ZstdInputStream(trace)) {
      return cut(
          Definitions.parse("definitions", definitions.readAllBytes()), unpacked.readAllBytes());
    }
  }

  private static Capture cut(Definitions definitions, byte[] trace) {
    var scanner = new RecordScanner();
    int firstEvent = 0;
    int at = scanner.next(trace, 0, trace.length, true);
    while (scanner.unit() != RecordScanner.Unit.EVENT) {
      firstEvent = at;
      at = scanner.next(trace, at, trace.length, true);
    }
    while (at < trace.length / 2) {
      at = scanner.next(trace, at, trace.length, true);
    }
    int from = at;
    for (int i = 0; i < EVENTS; i++) {
      at = scanner.next(trace, at, trace.length, true);
    }
    return new Capture(
        definitions, Arrays.copyOf(trace, firstEvent), Arrays.copyOfRange(trace, from, at));
  }
}
