package io.qtrace.topology.attribute;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.task.Ticks;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.flow.Outgoing;
import io.qtrace.topology.flow.VmFacts;
import io.qtrace.topology.flow.VmFacts.Kind;
import io.qtrace.topology.rollup.RollupKey;
import io.qtrace.topology.rollup.RollupPart;
import io.qtrace.topology.silence.SilentVms;
import io.qtrace.topology.vms.Vm;
import io.qtrace.topology.vms.VmStates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory events in; conversions with their RAM blocks and the results of windows out. One per task,
 * in the task that decodes, so that a VM's events come in the order of its trace.
 */
public final class ConversionProcessor implements Processor<byte[], VmFacts, byte[], Outgoing> {

  private static final Logger log = LoggerFactory.getLogger(ConversionProcessor.class);
  private static final Duration LOOK_FOR_SILENCE = Duration.ofMillis(250);

  /** VMs whose windows are closed in one go, in some milliseconds; the others are next. */
  private static final int MAX_SILENT = 100;

  /** September 2001: hosts that show an earlier time have not been told what time it is. */
  private static final long CLOCKS_WERE_SET_MS = 1_000_000_000_000L;

  private final AttributeParts parts;
  private final Outgoing outgoing = new Outgoing();
  private final ConversionEncoder encoder;
  private final MissingEventsLog missingEvents = new MissingEventsLog();

  /** What {@link #init} makes. A task that was aborted is initialised again, on the same object. */
  private record State(
      ProcessorContext<byte[], Outgoing> context,
      ConversionStates vms,
      SilentVms silent,
      Ticks ticks) {}

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
  private State state;

  public ConversionProcessor(AttributeParts parts) {
    this.parts = parts;
    this.encoder = new ConversionEncoder(parts.conversions().schemaId());
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    var config = parts.config();
    var silent = new SilentVms(config.idleTimeout(), context::currentSystemTimeMs);
    var vms =
        new ConversionStates(
            new VmStates.Stored(
                context.getStateStore(Node.CONVERSIONS_STORE),
                parts.room(),
                parts.meters()::vmLoaded),
            config.settings(),
            new Forwarding());
    var ticks = new Ticks(context);
    state = new State(context, vms, silent, ticks);
    vms.withOpenWindows().forEach(silent::seen);
    ticks.every(LOOK_FOR_SILENCE, this::closeWindowsOfTheSilent);
  }

  @Override
  public void process(Record<byte[], VmFacts> kafkaRecord) {
    var facts = kafkaRecord.value();
    switch (facts.kind()) {
      case LAYOUT -> {
        state.vms.keepLayout(facts.vm(), facts.facts());
        apply(facts);
      }
      case ASIDE -> state.silent.aside(facts.vm(), facts.timestampMs());
      case BACK -> state.silent.back(facts.vm());
      case PROGRESS, RUN_STATES, EVENTS, SILENCE -> {
        state.silent.record(facts.vm(), facts.timestampMs());
        apply(facts);
      }
    }
  }

  private void apply(VmFacts told) {
    var name = told.vm();
    try {
      if (told.kind() != Kind.EVENTS && !state.vms.knows(name)) {
        return; // not confidential, perhaps
      }
      var vm = state.vms.get(name);
      var facts = withClock(told, vm);
      state.vms.apply(vm, facts.facts(), facts.isQuiet());
      if (!vm.state().hasOpenWindows()) {
        state.silent.forget(name);
      } else if (told.kind() == Kind.LAYOUT) { // no sign of life, but may settle what opens one
        state.silent.expect(name);
      } else {
        state.silent.seen(name);
      }
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // Facts that make this fail would stop their partition for ever.
      log.error("VM {}: its conversions are forgotten; this is an error in qtrace", name, e);
      state.vms.forget(name);
      state.silent.forget(name);
    }
  }

  /** With what the record says of the host's clock, if it is news, before the facts themselves. */
  private VmFacts withClock(VmFacts told, Vm<ConversionState> vm) {
    if (told.kind() == Kind.LAYOUT || told.kind() == Kind.SILENCE) {
      return told;
    }
    long nowMs = state.context.currentSystemTimeMs();
    // A clock that was never set says nothing: the record is then as young as it can be.
    long clockMs = told.clockMs() < CLOCKS_WERE_SET_MS ? nowMs : told.clockMs();
    return vm.state().conversions().isNews(clockMs) ? told.behindClock(clockMs) : told;
  }

  /** All at once could take minutes, in which no record of the partition is read. */
  private void closeWindowsOfTheSilent(long nowMs) {
    state.silent.silent(nowMs, MAX_SILENT).forEach(vm -> apply(VmFacts.silence(vm)));
  }

  @Override
  public void close() {
    state.ticks.close();
    parts.windows().forget(state.context.taskId());
  }

  private void forward(String key, byte[] value, long timestampMs, String sink) {
    var bytes = key.getBytes(StandardCharsets.UTF_8);
    state.context.forward(
        new Record<>(bytes, outgoing.to("", value), Math.max(0, timestampMs)), sink);
  }

  private final class Forwarding implements Results {

    @Override
    public void conversion(Conversion conversion, long position) {
      parts.meters().conversion(conversion.getRule());
      if (parts.config().records()) {
        forward(conversion, Node.CONVERSIONS_SINK);
      }
    }

    @Override
    public void late(Conversion conversion, Late why) {
      parts.meters().lateConversion(why);
      forward(conversion, Node.LATE_SINK);
    }

    private void forward(Conversion conversion, String sink) {
      var value = encoder.frame(conversion);
      long timestampMs = conversion.getTimestamp().toEpochMilli();
      ConversionProcessor.this.forward(conversion.getVm(), value, timestampMs, sink);
    }

    @Override
    public void refused(RefusedConversion refused) {
      parts.meters().refused(refused.getReason());
      if (parts.config().records()) {
        var value = parts.refused().frame(refused);
        long timestampMs = refused.getTimestamp().toEpochMilli();
        ConversionProcessor.this.forward(refused.getVm(), value, timestampMs, Node.REFUSED_SINK);
      }
    }

    @Override
    public void block(RamBlockConversions window) {
      parts.meters().window();
      parts.windows().closed(state.context.taskId(), window);
      var value = parts.blocks().frame(window);
      long timestampMs = window.getWindowStart().toEpochMilli();
      ConversionProcessor.this.forward(window.getVm(), value, timestampMs, Node.BLOCKS_SINK);
    }

    @Override
    public void vm(ConversionRollup window, Latencies latencies) {
      parts.meters().rollup();
      parts.windows().closed(state.context.taskId(), window);
      missingEvents.closed(window);
      var value = parts.rollups().frame(window);
      long timestampMs = window.getWindowStart().toEpochMilli();
      // Parts are read at once and not kept, so they have the time of now.
      long nowMs = state.context.currentSystemTimeMs();
      var host = RollupKey.ofHost(window.getHost());
      var part = RollupPart.encode(value, latencies);
      ConversionProcessor.this.forward(window.getVm(), value, timestampMs, Node.ROLLUPS_SINK);
      ConversionProcessor.this.forward(host, part, nowMs, Node.ROLLUP_PARTS_SINK);
      ConversionProcessor.this.forward(RollupKey.FLEET, part, nowMs, Node.ROLLUP_PARTS_SINK);
    }
  }
}
