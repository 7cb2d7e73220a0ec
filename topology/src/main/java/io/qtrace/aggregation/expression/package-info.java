/**
 * Expressions over the fields of events: CEL, checked by the CEL library, evaluated by closures
 * over the bytes of arguments.
 */
@NullMarked
package io.qtrace.aggregation.expression;

import org.jspecify.annotations.NullMarked;
