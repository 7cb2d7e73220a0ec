/**
 * Aggregations bound to the definitions of one QEMU: how they stand to each other, and what each
 * event does.
 */
@NullMarked
package io.qtrace.aggregation.plan;

import org.jspecify.annotations.NullMarked;
