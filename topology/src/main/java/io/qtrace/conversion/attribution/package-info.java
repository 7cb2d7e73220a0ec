/**
 * Which RAM block a state change is of: {@code docs/attribution.md}. Each principle there has a
 * type: {@link io.qtrace.conversion.attribution.Leaving} says how long a change waits, {@link
 * io.qtrace.conversion.attribution.Contradiction} takes back what does not hold, and the rules are
 * in {@code rule}. Requests know nothing of changes, and changes nothing of rules.
 */
@NullMarked
package io.qtrace.conversion.attribution;

import org.jspecify.annotations.NullMarked;
