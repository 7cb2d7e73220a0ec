package io.qtrace.fleet;

import io.qtrace.contract.Alert;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.fleet.result.AggregatedResult;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;

/** Results as a stage publishes them. */
public final class Sample {

  public static final Instant START = Instant.parse("2026-12-01T10:00:00Z");
  public static final long PAGE = 4096;

  private Sample() {}

  /** Ten seconds of a RAM block. */
  public static RamBlockConversions block(String vm, String block, int window, long count) {
    var start = START.plusSeconds(10L * window);
    return RamBlockConversions.newBuilder()
        .setVm(vm)
        .setHost("host-1")
        .setBlock(block)
        .setWindow("10s")
        .setWindowStart(start)
        .setWindowEnd(start.plusSeconds(10))
        .setCount(count)
        .setToShared(count - count / 2)
        .setToPrivate(count / 2)
        .setConversionsPerSecond(count / 10.0)
        .setSharedBytes(count * PAGE)
        .setPingPongPages(3)
        .setSplitFrames(2)
        .setFromStart(true)
        .build();
  }

  /**
   * Ten seconds of a VM or of the fleet.
   *
   * @param vm empty: the fleet
   */
  public static ConversionRollup rollup(String vm, int window, long count) {
    var start = START.plusSeconds(10L * window);
    return ConversionRollup.newBuilder()
        .setScope(vm.isEmpty() ? "fleet" : "vm")
        .setVm(vm)
        .setHost(vm.isEmpty() ? "" : "host-1")
        .setWindow("10s")
        .setWindowStart(start)
        .setWindowEnd(start.plusSeconds(10))
        .setCount(count)
        .setLatencyToSharedP99Ns(Long.MAX_VALUE >> 2)
        .setPhase("running")
        .build();
  }

  public static Alert alert(String vm, String state) {
    return Alert.newBuilder()
        .setRule("Storm")
        .setState(state)
        .setLabels(Map.of("vm", vm))
        .setAnnotations(Map.of("summary", "much"))
        .setSince(START)
        .setAt(START.plusSeconds(60))
        .build();
  }

  public static Ledger source(String vm) {
    return Ledger.newBuilder().setVm(vm).setSource("trace;generation=1").setRead(7).build();
  }

  /** A result of an aggregation by a pointer and a name. */
  public static AggregatedResult aggregated(String vm, int window) {
    var pointer = Schema.create(Schema.Type.LONG);
    pointer.addProp("logicalType", "pointer");
    var group = Schema.createUnion(Schema.create(Schema.Type.NULL), pointer);
    var time = Schema.create(Schema.Type.LONG);
    LogicalTypes.timestampMillis().addToSchema(time);
    var schema =
        SchemaBuilder.record("Accesses")
            .doc("How often memory is accessed")
            .fields()
            .requiredString("scope")
            .requiredString("vm")
            .requiredString("host")
            .name("address")
            .type(group)
            .noDefault()
            .requiredString("window")
            .name("windowStart")
            .type(time)
            .noDefault()
            .name("windowEnd")
            .type(time)
            .noDefault()
            .requiredLong("accesses")
            .requiredDouble("perSecond")
            .requiredBoolean("overflow")
            .requiredBoolean("complete")
            .endRecord();
    var start = START.plusSeconds(10L * window).toEpochMilli();
    var result = new GenericData.Record(schema);
    result.put("scope", "vm");
    result.put("vm", vm);
    result.put("host", "host-1");
    result.put("address", -4096L);
    result.put("window", "10s");
    result.put("windowStart", start);
    result.put("windowEnd", start + 10_000);
    result.put("accesses", Long.MAX_VALUE);
    result.put("perSecond", 0.5);
    result.put("overflow", false);
    result.put("complete", true);
    return AggregatedResult.of(result, 200);
  }
}
