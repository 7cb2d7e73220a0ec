/**
 * {@code qtrace help}, {@code completion} and {@code version}, and what is said of words that
 * nothing is called.
 */
@NullMarked
package io.qtrace.cli.help;

import org.jspecify.annotations.NullMarked;
