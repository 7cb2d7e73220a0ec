/** What attribution says of a conversion, as windows count it: its RAM block, and by which rule. */
@NullMarked
package io.qtrace.conversion.outcome;

import org.jspecify.annotations.NullMarked;
