/**
 * The stamps and headers of those who write lines and pass them on, each by itself. Not for use
 * outside of qtrace.
 */
@NullMarked
package io.qtrace.log.stamp;

import org.jspecify.annotations.NullMarked;
