/**
 * Where records of a simple trace begin and end, as far as their own bytes tell: the format, how
 * long a record is, what follows it, where sound ones go on behind damage.
 */
@NullMarked
package io.qtrace.raw.record;

import org.jspecify.annotations.NullMarked;
