/**
 * Conversions that QEMU set out to do: which are under way, which may be missing, and how sure that
 * is. A candidate leaves only with evidence that it is over.
 */
@NullMarked
package io.qtrace.conversion.attribution.request;

import org.jspecify.annotations.NullMarked;
