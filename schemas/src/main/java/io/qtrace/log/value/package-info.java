/**
 * One value of a format behind its literal, a type for each kind of conversion: they are many
 * because the JIT takes a record's fields for constants. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.log.value;

import org.jspecify.annotations.NullMarked;
