package io.qtrace.cli.inspect;

import io.qtrace.definition.Definitions;

/**
 * Definitions that a trace may be of.
 *
 * @param name as people call them
 */
record Candidate(String name, Definitions definitions) {}
