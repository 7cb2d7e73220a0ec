package io.qtrace.simulator.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.raw.RawEvent;
import io.qtrace.render.GrowableBytes;
import io.qtrace.simulator.build.LogPrefix;
import io.qtrace.simulator.event.QemuThread;
import io.qtrace.simulator.truth.TruthFile.Place;
import java.io.IOException;

/** As {@code util/log.c} does it: a line per event, nothing is lost. */
final class LogBackend implements Backend {

  private static final int BATCH_BYTES = 1 << 16;
  private static final String PROGRAM = "qemu-system-x86_64";

  private final TracedProcess process;
  private final LogPrefix prefix;
  private final Output output;
  private final GrowableBytes lines = new GrowableBytes(2 * BATCH_BYTES);
  private final RawEvent event = new RawEvent();
  private final Stamps stamps = new Stamps();

  LogBackend(TracedProcess process, LogPrefix prefix, Output output) {
    this.process = process;
    this.prefix = prefix;
    this.output = output;
  }

  @Override
  public void record(Recorded recorded) throws IOException {
    if (recorded.change != null) {
      long offset = output.position() + lines.size();
      output.change(recorded.change, new Place(output.records(), offset, recorded.stampNs));
    }
    putPrefix(process.clock().wallNs(recorded.stampNs), recorded.thread);
    event.arguments = recorded.arguments;
    event.argumentsFrom = 0;
    event.argumentsTo = recorded.length;
    recorded.code.renderer().render(event, lines);
    output.events(1, recorded.stampNs, recorded.stampNs);
    if (lines.size() >= BATCH_BYTES) {
      flush();
      if (output.isFull()) {
        output.rotate();
      }
    }
  }

  private void putPrefix(long wallNs, QemuThread thread) {
    switch (prefix) {
      case none -> {}
      case tid -> {
        lines.putDecimal(thread.id());
        lines.put('@');
        stamps.counted(wallNs, lines);
        lines.put(':');
      }
      case iso -> {
        stamps.iso(wallNs, lines);
        text("Z ");
      }
      case program -> {
        stamps.iso(wallNs, lines);
        text("Z [" + process.vm() + "] " + PROGRAM + "(" + thread.id() + ":" + thread.name());
        text("): ");
      }
      case thread -> {
        stamps.iso(wallNs, lines);
        text("Z [" + process.vm() + "] " + PROGRAM + ": (" + thread.id() + ":" + thread.name());
        text("): ");
      }
      case syslog -> {
        stamps.isoWithFraction(wallNs, lines);
        text("+00:00 " + process.host() + " " + PROGRAM + "[" + process.pid() + "]: ");
      }
    }
  }

  private void text(String text) {
    lines.put(text.getBytes(UTF_8));
  }

  private void flush() throws IOException {
    output.write(lines.array(), 0, lines.size());
    lines.clear();
  }

  @Override
  public void exit(long nowNs) throws IOException {
    kill();
  }

  /** Each line is flushed: a log has all of them whatever happens. */
  @Override
  public void kill() throws IOException {
    flush();
    output.finish(0);
  }
}
