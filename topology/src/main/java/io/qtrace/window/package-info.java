/** Windows of time and the clock they run on, whatever is counted in them. Sees no other room. */
@NullMarked
package io.qtrace.window;

import org.jspecify.annotations.NullMarked;
