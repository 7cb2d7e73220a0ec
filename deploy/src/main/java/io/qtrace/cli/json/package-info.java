/** Typed events as JSON lines. */
@NullMarked
package io.qtrace.cli.json;

import org.jspecify.annotations.NullMarked;
