package io.qtrace.simulator.qemu;

import io.qtrace.simulator.event.Change;
import io.qtrace.simulator.truth.TruthFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The file that a process writes now, and those before it, each with its truth beside it. */
final class Output implements AutoCloseable {

  private final TracedProcess process;
  private final boolean isLog;
  private final long mostBytes;
  private final List<TraceFacts> finished = new ArrayList<>();

  private TraceFile trace;
  private TruthFile truth;
  private long events;
  private long droppedEvents;
  private long droppedRecords;
  private long firstNs;
  private long lastNs;

  /**
   * @param mostBytes of a file; the next one begins soon after
   */
  Output(TracedProcess process, boolean isLog, long mostBytes) throws IOException {
    this.process = process;
    this.isLog = isLog;
    this.mostBytes = mostBytes;
    this.trace = new TraceFile(process.trace());
    this.truth = TruthFile.beside(process.trace(), isLog, process.factsBefore().get());
  }

  void write(byte[] b, int from, int to) throws IOException {
    trace.write(b, from, to);
  }

  /** Where the next byte is written. */
  long position() {
    return trace.bytes();
  }

  /** How many records the file has, dropped records among them. */
  long records() {
    return events + droppedRecords;
  }

  /**
   * Some events are written.
   *
   * @param first time stamp of the first of them
   * @param last the latest time stamp of any
   */
  void events(long count, long first, long last) {
    if (count > 0) {
      firstNs = events == 0 ? first : firstNs;
      lastNs = Math.max(lastNs, last);
      events += count;
    }
  }

  void dropped(long count) {
    droppedRecords++;
    droppedEvents += count;
  }

  void change(Change change, TruthFile.Place place) throws IOException {
    truth.write(change, place);
  }

  /** Whether it is time for the next file. */
  boolean isFull() {
    return trace.bytes() >= mostBytes;
  }

  /** Goes on in the next file, which has the name of the first and a number behind it. */
  void rotate() throws IOException {
    finish(0);
    var first = process.trace();
    var next = first.resolveSibling(first.getFileName() + "." + finished.size());
    trace = new TraceFile(next);
    truth = TruthFile.beside(next, isLog, process.factsBefore().get());
    events = 0;
    droppedEvents = 0;
    droppedRecords = 0;
    firstNs = 0;
    lastNs = 0;
  }

  /**
   * @param untold events that were lost without a record of it
   */
  void finish(long untold) throws IOException {
    long bytes = trace.bytes();
    var sha256 = trace.finish();
    truth.finish(process.factsAfter().get());
    finished.add(
        new TraceFacts(
            trace.path().getFileName().toString(),
            events,
            droppedEvents,
            droppedRecords,
            untold,
            truth.rows(),
            bytes,
            sha256,
            firstNs,
            lastNs));
  }

  List<TraceFacts> finished() {
    return finished;
  }

  @Override
  public void close() throws IOException {
    try {
      truth.close();
    } finally {
      trace.close();
    }
  }
}
