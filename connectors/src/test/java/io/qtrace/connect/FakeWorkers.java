package io.qtrace.connect;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Workers that follow a directory until they are closed, all at once. */
final class FakeWorkers implements AutoCloseable {

  private final Path directory;
  private final List<FakeWorker> started = new ArrayList<>();

  FakeWorkers(Path directory) {
    this.directory = directory;
  }

  FakeWorker logs(Map<String, String> settings) {
    return start(FakeWorker.of(LOG, directory, settings));
  }

  FakeWorker traces(Map<String, String> settings) {
    return start(FakeWorker.of(SIMPLE, directory, settings));
  }

  FakeWorker start(FakeWorker worker) {
    started.add(worker);
    return worker.start();
  }

  @Override
  public void close() {
    started.forEach(FakeWorker::close);
  }
}
