/**
 * Where decoded events of the command line go: text, JSON, Avro, lines of simpletrace.py,
 * timelines. Sees the console, {@code trace} and {@code format}.
 */
@NullMarked
package io.qtrace.cli.decode.sink;

import org.jspecify.annotations.NullMarked;
