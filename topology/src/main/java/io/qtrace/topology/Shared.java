package io.qtrace.topology;

/** What all stream threads of one application use. Its parts are thread-safe. */
record Shared(
    DefinitionsCatalog definitions,
    EventTargets targets,
    Contracts contracts,
    DecodeConfig.Waiting waiting,
    Totals totals,
    StageMeters meters) {}
