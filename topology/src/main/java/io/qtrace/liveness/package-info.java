/**
 * Whether records that were committed can be read: last stable offsets that stand still, and why.
 */
@NullMarked
package io.qtrace.liveness;

import org.jspecify.annotations.NullMarked;
