/** Waiting for remote services that are away, without noise and without missing the shutdown. */
@NullMarked
package io.qtrace.retry;

import org.jspecify.annotations.NullMarked;
