package io.qtrace.topology;

import io.qtrace.meter.WindowGauges;
import io.qtrace.topology.config.ConversionConfig;
import io.qtrace.topology.config.DecodeConfig;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog;
import io.qtrace.topology.fair.FairShare;
import io.qtrace.topology.ledger.Totals;
import io.qtrace.topology.meter.ConversionMeters;
import io.qtrace.topology.meter.DecodeMeters;
import io.qtrace.topology.target.EventTargets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What all stream threads of one application use. Its parts are thread-safe.
 *
 * @param resolver finds targets, while the stream threads go on
 * @param eventRetention how long event topics keep events, by event time; empty: for ever
 */
record Shared(
    DefinitionsCatalog definitions,
    EventTargets targets,
    Executor resolver,
    Quarantine quarantine,
    Contracts contracts,
    ConversionConfig conversions,
    DecodeConfig.Waiting waiting,
    Optional<Duration> eventRetention,
    Totals totals,
    DecodeMeters decodeMeters,
    ConversionMeters conversionMeters,
    WindowGauges windows,
    FairShare fair) {}
