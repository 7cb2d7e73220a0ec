/**
 * Options that several commands have, and how values of options are read. Sees {@code trace} and
 * the console.
 */
@NullMarked
package io.qtrace.cli.option;

import org.jspecify.annotations.NullMarked;
