/**
 * Aggregations as they are declared: YAML that is read and checked as far as no event is needed.
 */
@NullMarked
package io.qtrace.aggregation.spec;

import org.jspecify.annotations.NullMarked;
