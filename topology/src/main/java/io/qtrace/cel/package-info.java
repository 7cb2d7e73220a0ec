/** What is common to all that is written in CEL: messages and bounds. */
@NullMarked
package io.qtrace.cel;

import org.jspecify.annotations.NullMarked;
