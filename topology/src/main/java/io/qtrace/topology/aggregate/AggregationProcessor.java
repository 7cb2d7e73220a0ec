package io.qtrace.topology.aggregate;

import io.qtrace.aggregation.fact.AggregationFacts;
import io.qtrace.aggregation.result.ResultRecord;
import io.qtrace.aggregation.state.VmAggregations;
import io.qtrace.aggregation.window.Result;
import io.qtrace.frame.Framed;
import io.qtrace.task.Ticks;
import io.qtrace.topology.declared.VmDeclarations;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.silence.SilentVms;
import io.qtrace.topology.vms.Gate;
import io.qtrace.topology.vms.VmStates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums of chunks in, results of declared aggregations out. One per task, in the task that decodes,
 * so that a VM's sums come in the order of its trace. It is there whatever is declared.
 */
public final class AggregationProcessor implements Processor<byte[], VmFacts, byte[], Outgoing> {

  private static final Logger log = LoggerFactory.getLogger(AggregationProcessor.class);
  private static final Duration LOOK_FOR_SILENCE = Duration.ofMillis(250);

  /** VMs whose windows are closed in one go, in some milliseconds; the others are next. */
  private static final int MAX_SILENT = 100;

  private final AggregateParts parts;
  private final Outgoing outgoing = new Outgoing();

  /** What {@link #init} makes. A task that was aborted is initialised again, on the same object. */
  private record State(
      ProcessorContext<byte[], Outgoing> context,
      VmDeclarations declarations,
      VmStates<AggregationState> vms,
      SilentVms silent,
      Ticks ticks) {}

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  public AggregationProcessor(AggregateParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    KeyValueStore<String, byte[]> store = context.getStateStore(Node.AGGREGATIONS_STORE);
    var declarations = new VmDeclarations(parts.declarations(), store);
    state =
        new State(
            context,
            declarations,
            new VmStates<>(
                new VmStates.Stored(store, parts.room(), parts.meters()::vmLoaded), this::make),
            new SilentVms(parts.config().idleTimeout(), context::currentSystemTimeMs),
            new Ticks(context));
    declarations.forgetUnused();
    state.vms.withOpenWindows().forEach(state.silent::seen);
    state.ticks.every(LOOK_FOR_SILENCE, this::closeWindowsOfTheSilent);
  }

  private AggregationState make(String vm, Gate gate) {
    var aggregations =
        new VmAggregations(
            vm,
            parts.config().grace(),
            state.declarations::shape,
            (id, result) -> {
              if (gate.isOpen()) {
                publish(vm, id, result);
              }
            });
    return new AggregationState(aggregations, state.declarations::shape);
  }

  @Override
  public void process(Record<byte[], VmFacts> kafkaRecord) {
    var facts = kafkaRecord.value();
    switch (facts.kind()) {
      case ASIDE -> state.silent.aside(facts.vm(), facts.timestampMs());
      case BACK -> state.silent.back(facts.vm());
      default -> {
        state.silent.record(facts.vm(), facts.timestampMs());
        apply(facts.vm(), facts.facts(), facts.isQuiet());
      }
    }
  }

  private void apply(String name, byte[] facts, boolean isQuiet) {
    try {
      if (isQuiet && !state.vms.knows(name)) {
        return; // nothing was ever counted
      }
      var vm = state.vms.get(name);
      state.vms.apply(vm, facts, isQuiet);
      var aggregations = vm.state().aggregations();
      state.declarations.told(name, aggregations.inForce(), aggregations.ending());
      if (aggregations.hasOpenWindows()) {
        state.silent.seen(name);
      } else {
        state.silent.forget(name);
      }
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // Facts that make this fail would stop their partition for ever.
      log.error("VM {}: its aggregations are forgotten; this is an error in qtrace", name, e);
      state.vms.forget(name);
      state.declarations.forget(name);
      state.silent.forget(name);
    }
  }

  /** All at once could take minutes, in which no record of the partition is read. */
  private void closeWindowsOfTheSilent(long nowMs) {
    var silent = state.silent.silent(nowMs, MAX_SILENT);
    if (silent.isEmpty()) {
      return;
    }
    var facts = new AggregationFacts();
    if (parts.declarations() == null) { // they lack what came since
      facts.inForce(List.of(), false);
    }
    facts.silence();
    silent.forEach(vm -> apply(vm, facts.toByteArray(), false));
  }

  private void publish(String vm, int id, Result result) {
    var declared = state.declarations.find(id);
    if (declared == null) {
      return;
    }
    var target = declared.target();
    var value = Framed.frame(target.schemaId(), ResultRecord.of(target.schema(), result));
    var values = result.values();
    parts
        .meters()
        .result(
            declared.title(),
            Boolean.TRUE.equals(values.get("overflow")),
            Boolean.TRUE.equals(values.get("complete")));
    long startMs = values.get("windowStart") instanceof Instant start ? start.toEpochMilli() : 0;
    state.context.forward(
        new Record<>(
            vm.getBytes(StandardCharsets.UTF_8),
            outgoing.to(target.topic(), value),
            Math.max(0, startMs)),
        Node.AGGREGATIONS_SINK);
  }

  @Override
  public void close() {
    state.ticks.close();
  }
}
