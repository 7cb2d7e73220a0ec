/** Values of expressions, and what they are evaluated over. */
@NullMarked
package io.qtrace.aggregation.value;

import org.jspecify.annotations.NullMarked;
