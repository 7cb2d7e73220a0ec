/** The rules by which changes get their RAM blocks, one type each, and what may forbid that. */
@NullMarked
package io.qtrace.conversion.attribution.rule;

import org.jspecify.annotations.NullMarked;
