/**
 * Tokens of a line of {@code trace-events}: words, C strings, the format macros of C, each with its
 * position. Knows no declarations.
 */
@NullMarked
package io.qtrace.definition.scan;

import org.jspecify.annotations.NullMarked;
