/** What holds for the whole of qtrace. */
@NullMarked
package io.qtrace;

import org.jspecify.annotations.NullMarked;
