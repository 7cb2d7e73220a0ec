/**
 * Everything that may stand in front of an event's name, one form behind the other; {@link
 * io.qtrace.log.prefix.PrefixForms} is the table. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.log.prefix;

import org.jspecify.annotations.NullMarked;
