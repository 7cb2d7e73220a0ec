/**
 * Raw records as they come: what their headers say, what they may have at most, and how one that is
 * not decoded becomes a dead letter. Sees {@code flow} only.
 */
@NullMarked
package io.qtrace.topology.raw;

import org.jspecify.annotations.NullMarked;
