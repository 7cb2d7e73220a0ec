/**
 * What a trace holds, as one reading of it tells: events, times, losses, and what could not be
 * read.
 */
@NullMarked
package io.qtrace.cli.inspect.survey;

import org.jspecify.annotations.NullMarked;
