package io.qtrace.topology.decode;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.Ledger;
import io.qtrace.frame.Framed;
import io.qtrace.task.Room;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.destination.EventTargets;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.DecodeMeters;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all tasks that decode use, on whatever stream thread they run. Its parts are thread-safe.
 *
 * @param resolver finds targets, while the stream threads go on
 * @param conversions whether they are wanted, and how long a VM may be silent
 * @param room for sources that are in memory
 * @param eventRetention how long event topics keep events, by event time; empty: for ever
 * @param declarations null if nothing is to be aggregated
 */
public record DecodeParts(
    DefinitionsCatalog definitions,
    EventTargets targets,
    Executor resolver,
    Quarantine quarantine,
    Framed<DeadLetter> deadLetters,
    Framed<Ledger> ledgers,
    DecodeConfig.Waiting waiting,
    ConversionConfig conversions,
    Optional<Duration> eventRetention,
    Totals totals,
    DecodeMeters meters,
    FairShare fair,
    Room room,
    @Nullable Declarations declarations) {}
