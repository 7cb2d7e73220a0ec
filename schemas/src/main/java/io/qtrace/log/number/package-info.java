/**
 * Digits and the integers that printf makes of arguments: how they look, and which of them a type
 * can have. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.log.number;

import org.jspecify.annotations.NullMarked;
