/** The embedded stack as a process: started, killed and started again. */
@NullMarked
package io.qtrace.embedded;

import org.jspecify.annotations.NullMarked;
