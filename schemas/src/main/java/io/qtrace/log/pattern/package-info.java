/**
 * An event's format, compiled to {@link io.qtrace.log.value.Step steps} that a {@link
 * io.qtrace.log.pattern.Matcher} walks over the bytes; those of frequent events become {@link
 * io.qtrace.log.pattern.StraightLine straight lines}. Nothing on that path makes a String or
 * allocates. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.log.pattern;

import org.jspecify.annotations.NullMarked;
