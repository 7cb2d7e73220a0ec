package io.qtrace.source;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.nio.file.Path;

/**
 * A trace file and what it is read as.
 *
 * @param path where it can be read any number of times
 * @param definitions of its events
 */
public record TraceFile(Path path, TraceFormat format, Definitions definitions) {}
