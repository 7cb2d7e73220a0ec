/**
 * State changes on their way to their RAM blocks, and where they are remembered: those that wait,
 * those whose discard has not come, those that may have to be corrected.
 */
@NullMarked
package io.qtrace.conversion.attribution.change;

import org.jspecify.annotations.NullMarked;
