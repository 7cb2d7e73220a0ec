/**
 * What a line says in front of its event: host, program, thread and time, and where its text begins
 * and ends. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.log.heading;

import org.jspecify.annotations.NullMarked;
