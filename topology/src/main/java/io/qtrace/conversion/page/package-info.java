/** Pages of a RAM block: which are shared, and which were converted one after the other. */
@NullMarked
package io.qtrace.conversion.page;

import org.jspecify.annotations.NullMarked;
