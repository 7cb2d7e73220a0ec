/**
 * Windows: which are open, what they count, and their results when they are closed. Sees what
 * attribution says, not how it finds it.
 */
@NullMarked
package io.qtrace.conversion.window;

import org.jspecify.annotations.NullMarked;
