package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.CType;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleReader;
import io.qtrace.testing.RealTraces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Logs that QEMU wrote, against the simple traces that it wrote at the same time. */
class RealLogsTest {

  private static final String DEFINITIONS_72 = "events/trace-events-all-7.2.22-debian";
  private static final String DEFINITIONS_102 = "events/trace-events-all-10.2.2";

  /** A log with its simple trace; the log has all events, the trace lacks the dropped ones. */
  private record Pair(String log, String simple, int other) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("log/log102_ts.log", "log102_ts", 168),
          new Pair("log/log102_nots.log", "log102_nots", 168),
          new Pair("cvm/cvm_5m.log", "cvm_5m", 0),
          new Pair("cvm/cvm_numa.log", "cvm_numa", 0),
          new Pair("simple/sys_small.log", "sys_small", 0),
          new Pair("simple/sys_20m.log", "sys_20m", 0));

  private record Counts(String log, String definitions, int events, int other) {}

  private static final List<Counts> COUNTS =
      List.of(
          new Counts("log/log72_ts.log", DEFINITIONS_72, 156_363, 168),
          new Counts("log/log72_nots.log", DEFINITIONS_72, 158_092, 168),
          new Counts("log/stderr_mixed_72.log", DEFINITIONS_72, 271, 3),
          new Counts("log/stderr_mixed_102.log", DEFINITIONS_102, 348, 3),
          new Counts("other/cvm_ftrace.txt", DEFINITIONS_102, 91_996, 12),
          new Counts("other/cvm_syslog_traditional.log", DEFINITIONS_102, 91_996, 1),
          new Counts("other/cvm_syslog_iso.log", DEFINITIONS_102, 91_996, 1),
          new Counts("other/cvm_syslog_5424.log", DEFINITIONS_102, 91_996, 1),
          new Counts("other/qemu_ftrace.txt", DEFINITIONS_102, 0, 12),
          new Counts("other/qemu_syslog_raw.log", DEFINITIONS_102, 0, 1),
          new Counts("other/qemu_syslog_5424.log", DEFINITIONS_102, 0, 1));

  @TestFactory
  Stream<DynamicTest> logsHoldTheEventsOfTheirSimpleTraces() {
    return overReal(
        traces ->
            PAIRS.stream()
                .map(
                    pair ->
                        DynamicTest.dynamicTest(pair.log, () -> assertSameEvents(traces, pair))));
  }

  private static void assertSameEvents(RealTraces traces, Pair pair) throws IOException {
    var definitions = traces.definitions(pair.simple);
    var log = readLog(definitions, traces.read(pair.log));
    var simple = new EventCounts(definitions);
    var trace = traces.simple(pair.simple);
    new SimpleReader(definitions).read(trace, 0, trace.length, true, simple);

    assertThat(log.rejected).isEmpty();
    assertThat(log.other).isEqualTo(pair.other);
    assertThat(log.events).isEqualTo(simple.events + simple.dropped);
    assertThat(simple.withoutThoseOf(log)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyTraceLineIsAnEventAndEveryOtherLineIsNot() {
    return overReal(
        traces ->
            COUNTS.stream()
                .map(
                    counts ->
                        DynamicTest.dynamicTest(counts.log, () -> assertCounts(traces, counts))));
  }

  private static void assertCounts(RealTraces traces, Counts counts) throws IOException {
    var definitions = Definitions.parse(counts.definitions, traces.read(counts.definitions));
    var log = readLog(definitions, traces.read(counts.log));

    assertThat(log.rejected).isEmpty();
    assertThat(log.events).isEqualTo(counts.events);
    assertThat(log.other).isEqualTo(counts.other);
  }

  /**
   * All argument types and format features. What a log cannot tell is listed here, and nothing
   * else.
   */
  @TestFactory
  Stream<DynamicTest> theTortureLogLosesOnlyWhatItDoesNotSay() {
    return overReal(
        traces ->
            Stream.of(
                DynamicTest.dynamicTest(
                    "simple/torture.log",
                    () -> {
                      var definitions = traces.definitions("torture");
                      var log = readLog(definitions, traces.read("simple/torture.log"));
                      var simple = new EventCounts(definitions);
                      var trace = traces.simple("torture");
                      new SimpleReader(definitions).read(trace, 0, trace.length, true, simple);

                      assertThat(simple.withoutThoseOf(log))
                          .containsExactlyInAnyOrder(
                              // The precision of %.3s cut the string.
                              "tt_str_prec \"abcdef\" 6",
                              // A newline in a last string.
                              "tt_str_only \"fake\nram_block_attributes_state_change offset 0x1000 size 0x1000 from 'populated' to 'discarded'\"");
                      assertThat(log.withoutThoseOf(simple))
                          .containsExactlyInAnyOrder(
                              "tt_str_prec \"abc\" 6",
                              "tt_str_only \"fake\"",
                              "ram_block_attributes_state_change 1000 1000 \"populated\" \"discarded\"");
                    })));
  }

  private static Stream<DynamicTest> overReal(Function<RealTraces, Stream<DynamicTest>> tests) {
    return RealTraces.find().map(tests).orElseGet(RealTraces::absent);
  }

  /** Reads the log in Kafka records of 64 KiB. */
  private static EventCounts readLog(Definitions definitions, byte[] log) {
    var counts = new EventCounts(definitions);
    var reader = new LogReader(definitions);
    int from = 0;
    for (int to = 0; to < log.length; ) {
      to = Math.min(log.length, to + (1 << 16));
      from = reader.read(log, from, to, to == log.length, counts);
    }
    return counts;
  }

  /**
   * How often each event occurs with the same arguments; of strings, what the simple format keeps
   * counts.
   */
  private static final class EventCounts implements RawRecordHandler {

    /** MAX_TRACE_STRLEN of QEMU's simple backend. */
    private static final int MAX_STRING = 512;

    private final Definitions definitions;
    private final Map<String, Integer> counts = new HashMap<>();
    long events;
    long other;
    long dropped;
    final List<String> rejected = new ArrayList<>();

    EventCounts(Definitions definitions) {
      this.definitions = definitions;
    }

    List<String> withoutThoseOf(EventCounts that) {
      var rest = new ArrayList<String>();
      counts.forEach(
          (event, count) -> {
            for (int i = that.counts.getOrDefault(event, 0); i < count; i++) {
              rest.add(event);
            }
          });
      return rest;
    }

    @Override
    public void event(RawEvent event) {
      events++;
      var values =
          ByteBuffer.wrap(
              event.arguments, event.argumentsFrom, event.argumentsTo - event.argumentsFrom);
      values.order(ByteOrder.LITTLE_ENDIAN);
      var definition = definitions.events().get(event.definition);
      var text = new StringBuilder(definition.name());
      for (var argument : definition.arguments()) {
        if (argument.type().kind() == CType.Kind.STRING) {
          var bytes = new byte[values.getInt()];
          values.get(bytes);
          int length = Math.min(bytes.length, MAX_STRING);
          text.append(" \"").append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
          text.append('"');
        } else {
          text.append(' ').append(Long.toHexString(values.getLong()));
        }
      }
      counts.merge(text.toString(), 1, Integer::sum);
    }

    @Override
    public void dropped(long timestampNs, int pid, long count) {
      dropped += count;
    }

    @Override
    public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
      rejected.add(reason + ": " + detail);
    }

    @Override
    public void other(byte[] buffer, int from, int to) {
      other++;
    }
  }
}
