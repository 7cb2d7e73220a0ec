package io.qtrace.simulator.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.simulator.event.Change;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A CSV file with a line per state change of a trace: which RAM block it is of. */
public final class TruthFile implements AutoCloseable {

  private static final String COLUMNS =
      "sc_ordinal,event_index,file_offset,timestamp_ns,offset,size,from,to,block,gpa,vcpu,tid,cause,seq,ambiguous,requested_ns";

  private final BufferedWriter out;
  private final StringBuilder line = new StringBuilder();
  private final boolean hasLines;
  private long rows;

  /**
   * Where a state change is in its trace.
   *
   * @param index of its event in the file, counting from 0; in simple traces, dropped records count
   * @param offset of its first byte in the file
   * @param timestampNs as the guest's host counts, CLOCK_MONOTONIC
   */
  public record Place(long index, long offset, long timestampNs) {}

  private TruthFile(BufferedWriter out, boolean hasLines) {
    this.out = out;
    this.hasLines = hasLines;
  }

  /**
   * Beside a trace, as {@code <trace>.truth.csv}.
   *
   * @param hasLines whether the trace is a log: then there is a column with line numbers, from 1
   * @param facts that are known before, a line each
   */
  public static TruthFile beside(Path trace, boolean hasLines, List<String> facts)
      throws IOException {
    var path = trace.resolveSibling(trace.getFileName() + ".truth.csv");
    var file =
        new TruthFile(
            Files.newBufferedWriter(path, UTF_8, StandardOpenOption.CREATE_NEW), hasLines);
    for (var fact : facts) {
      file.out.write("# " + fact + "\n");
    }
    file.out.write(COLUMNS + (hasLines ? ",line_no\n" : "\n"));
    return file;
  }

  public void write(Change change, Place place) throws IOException {
    line.setLength(0);
    number(rows++).number(place.index).number(place.offset).number(place.timestampNs);
    hex(change.offset()).hex(change.size());
    text(change.from().name()).text(change.to().name()).text(change.block());
    hex(change.gpa()).number(change.vcpu()).number(change.thread()).text(change.cause());
    number(change.sequence()).number(change.ambiguous() ? 1 : 0).number(change.requestedNs());
    if (hasLines) {
      number(place.index + 1);
    }
    line.setCharAt(line.length() - 1, '\n');
    out.append(line);
  }

  private TruthFile number(long value) {
    line.append(value).append(',');
    return this;
  }

  private TruthFile hex(long value) {
    line.append("0x").append(Long.toHexString(value)).append(',');
    return this;
  }

  private TruthFile text(String value) {
    line.append(value).append(',');
    return this;
  }

  /** State changes so far. */
  public long rows() {
    return rows;
  }

  /**
   * Ends it.
   *
   * @param facts that are known at the end, a line each
   */
  public void finish(List<String> facts) throws IOException {
    for (var fact : facts) {
      out.write("# " + fact + "\n");
    }
    out.close();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
