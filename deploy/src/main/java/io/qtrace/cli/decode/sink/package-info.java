/**
 * Where decoded events of the command line go: text, JSON, Avro, simple traces. Sees the console,
 * {@code trace} and {@code json}.
 */
@NullMarked
package io.qtrace.cli.decode.sink;

import org.jspecify.annotations.NullMarked;
