package io.qtrace.topology;

import io.qtrace.meter.WindowGauges;
import java.time.Duration;
import java.util.Optional;

/**
 * What all stream threads of one application use. Its parts are thread-safe.
 *
 * @param eventRetention how long event topics keep events, by event time; empty: for ever
 */
record Shared(
    DefinitionsCatalog definitions,
    EventTargets targets,
    Contracts contracts,
    ConversionConfig conversions,
    DecodeConfig.Waiting waiting,
    Optional<Duration> eventRetention,
    Totals totals,
    StageMeters meters,
    WindowGauges windows,
    FairShare fair) {}
