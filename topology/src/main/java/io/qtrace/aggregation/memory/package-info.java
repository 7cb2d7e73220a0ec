/**
 * What is remembered between events: starts that wait for their ends, and the states that things
 * are in; and what comes of it.
 */
@NullMarked
package io.qtrace.aggregation.memory;

import org.jspecify.annotations.NullMarked;
