package io.qtrace.topology;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.definition.Definitions;
import io.qtrace.frame.Framed;
import io.qtrace.meter.WindowGauges;
import io.qtrace.task.Room;
import io.qtrace.topology.aggregate.AggregateParts;
import io.qtrace.topology.aggregate.AggregationMeters;
import io.qtrace.topology.attribute.AttributeParts;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.decode.DecodeParts;
import io.qtrace.topology.decode.Quarantine;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.destination.FakeTargets;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the nodes of the topology use, without Kafka and a registry. */
public record TestParts(
    FakeTargets targets,
    Executor resolver,
    Quarantine quarantine,
    long maxWaitingBytes,
    FairShare fair,
    ConversionConfig conversions,
    @Nullable Declarations declarations,
    Room vms) {

  public static final Duration RETENTION = Duration.ofDays(30);
  public static final Duration WAIT = Duration.ofMinutes(5);

  static final int DEAD_LETTER_ID = 1001;
  static final int LEDGER_ID = 1002;
  static final int CONVERSION_ID = 1003;
  static final int BLOCK_ID = 1004;
  static final int ROLLUP_ID = 1005;
  static final int REFUSED_ID = 1006;

  public static final Framed<Ledger> LEDGERS = new Framed<>(LEDGER_ID, Ledger.class);
  public static final Framed<ConversionRollup> ROLLUPS =
      new Framed<>(ROLLUP_ID, ConversionRollup.class);

  static final ConversionConfig CONVERSIONS = conversions(true);

  static ConversionConfig conversions(boolean records) {
    return new ConversionConfig(
        true,
        records,
        WindowSpec.parseAll("10s,1m"),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofHours(1));
  }

  /** Time stands still, so nobody ever has more than its share. */
  public static TestParts of(FakeTargets targets) {
    return new TestParts(
        targets,
        Runnable::run,
        new Quarantine(),
        1 << 20,
        new FairShare(() -> 0, () -> 0, partition -> new SentAgain(List.of())),
        CONVERSIONS,
        null,
        new Room(Long.MAX_VALUE));
  }

  TestParts declarations(Declarations other) {
    return new TestParts(
        targets, resolver, quarantine, maxWaitingBytes, fair, conversions, other, vms);
  }

  /** With room for VMs that are in memory. */
  TestParts vms(Room other) {
    return new TestParts(
        targets, resolver, quarantine, maxWaitingBytes, fair, conversions, declarations, other);
  }

  TestParts resolver(Executor other) {
    return new TestParts(
        targets, other, quarantine, maxWaitingBytes, fair, conversions, declarations, vms);
  }

  TestParts waiting(long maxBytes) {
    return new TestParts(
        targets, resolver, quarantine, maxBytes, fair, conversions, declarations, vms);
  }

  public TestParts fair(FairShare other) {
    return new TestParts(
        targets, resolver, quarantine, maxWaitingBytes, other, conversions, declarations, vms);
  }

  TestParts conversions(ConversionConfig other) {
    return new TestParts(
        targets, resolver, quarantine, maxWaitingBytes, fair, other, declarations, vms);
  }

  public DecodeParts decode() {
    return new DecodeParts(
        new DefinitionsCatalog(Definitions.system()),
        targets,
        resolver,
        quarantine,
        new Framed<>(DEAD_LETTER_ID, DeadLetter.class),
        LEDGERS,
        new DecodeConfig.Waiting(WAIT, maxWaitingBytes),
        conversions,
        Optional.of(RETENTION),
        new Totals(),
        new DecodeMeters(new SimpleMeterRegistry()),
        fair,
        new Room(Long.MAX_VALUE),
        declarations);
  }

  AggregateParts aggregate() {
    return new AggregateParts(
        declarations, conversions, new AggregationMeters(new SimpleMeterRegistry()), vms);
  }

  public AttributeParts attribute() {
    return new AttributeParts(
        conversions,
        new Framed<>(CONVERSION_ID, Conversion.class),
        new Framed<>(REFUSED_ID, RefusedConversion.class),
        new Framed<>(BLOCK_ID, RamBlockConversions.class),
        ROLLUPS,
        new ConversionMeters(new SimpleMeterRegistry()),
        new WindowGauges(
            new SimpleMeterRegistry(),
            new WindowGauges.Limits(10, Duration.ofMinutes(15), Duration.ofSeconds(35)),
            DecodeDriver.NOON::toEpochMilli),
        vms);
  }
}
