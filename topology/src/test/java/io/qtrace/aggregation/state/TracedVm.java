package io.qtrace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.fact.AggregationEvents;
import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.aggregation.fact.FactReader;
import io.qtrace.aggregation.plan.Check;
import io.qtrace.aggregation.plan.ChunkSums;
import io.qtrace.aggregation.plan.Fit;
import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.Aggregations;
import io.qtrace.aggregation.sum.Shape;
import io.qtrace.aggregation.window.Result;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A VM whose simple trace is aggregated chunk by chunk; time stamps are since the epoch. */
final class TracedVm {

  static final Duration GRACE = Duration.ofSeconds(5);
  static final Definitions DEFINITIONS =
      Definitions.parse(
          "trace-events",
          """
          op(uint64_t length, int kind, const char *owner) "%" PRIu64 " %d %s"
          tick(void) ""
          begin(uint64_t id, int kind, const char *owner) "%" PRIu64 " %d %s"
          finish(void *id, int ret) "%p %d"
          mode(uint64_t id, const char *was, const char *now) "%" PRIu64 " %s %s"
          """
              .getBytes(StandardCharsets.UTF_8));

  private final SimpleReader reader = new SimpleReader(DEFINITIONS);
  private final Map<Integer, Fit.Active> ever = new TreeMap<>();
  private final List<Result> results = new ArrayList<>();
  private List<Integer> inForce = List.of();
  private VmAggregations state = made();

  private VmAggregations made() {
    return new VmAggregations("vm", GRACE, this::shape, (id, result) -> results.add(result));
  }

  private Shape shape(int id) {
    return ever.get(id).shape();
  }

  /** From the next chunk on these are in force. */
  void declare(String yaml) {
    var file = Aggregations.parse("a.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    var ids = new ArrayList<Integer>();
    for (var standing :
        Check.ofOne(file, new KnownDefinitions("a QEMU", DEFINITIONS)).standings()) {
      var fit = (Fit.Active) standing.fit();
      ever.putIfAbsent(fit.shape().id(), fit);
      ids.add(fit.shape().id());
    }
    inForce = ids;
  }

  /** A chunk, whose facts are written as bytes on their way to the state. */
  void chunk(byte[] records) {
    var facts = new AggregationFacts();
    read(records, facts);
    FactReader.replay(facts.toByteArray(), this::shape, state);
  }

  /** A trace in one piece, as {@code aggregate} reads it. */
  void whole(byte[] records) {
    read(records, state);
  }

  private void read(byte[] records, AggregationEvents to) {
    var wanted = new LinkedHashSet<>(inForce);
    wanted.addAll(state.ending());
    wanted.addAll(state.inForce());
    var active = wanted.stream().map(ever::get).toList();
    var sums = new ChunkSums(active, DEFINITIONS.events().size(), GRACE);
    sums.begin(to);
    if (!state.inForce().equals(inForce)) {
      sums.inForce(inForce, state.inForce().isEmpty());
    }
    reader.read(records, 0, records.length, true, new Summing(sums));
    sums.end();
  }

  /** Nothing comes any more. */
  void silence() {
    state.silence();
  }

  /** The VM's host says that it has come so far. */
  void heartbeat(long epochNs) {
    state.progress(epochNs, 0);
  }

  /** What is in memory is lost, and read back from what was written. */
  void restart() {
    read(snapshot());
  }

  byte[] snapshot() {
    var bytes = new ByteArrayOutputStream();
    try {
      state.encode(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** It is what was written then. */
  void read(byte[] snapshot) {
    try {
      state = made();
      var in = new ByteArrayInputStream(snapshot);
      state.decode(new DataInputStream(in));
      assertThat(in.available()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many events were too late. */
  long late() {
    return state.late();
  }

  boolean hasOpenWindows() {
    return state.hasOpenWindows();
  }

  long openStarts() {
    return state.openStarts();
  }

  List<Result> results() {
    return results;
  }

  private record Summing(ChunkSums sums) implements RawRecordHandler {

    @Override
    public void event(RawEvent event) {
      sums.event(event, event.timestampNs);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      sums.dropped(timestampNs, count);
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      sums.rejected(reason, to - from);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      throw new AssertionError("a simple trace has no lines");
    }
  }
}
