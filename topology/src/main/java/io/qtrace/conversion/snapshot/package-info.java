/** How values stand in snapshots. Sees nothing of ours. */
@NullMarked
package io.qtrace.conversion.snapshot;

import org.jspecify.annotations.NullMarked;
