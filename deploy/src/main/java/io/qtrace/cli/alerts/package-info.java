/** {@code qtrace alerts}: files of alert rules. */
@NullMarked
package io.qtrace.cli.alerts;

import org.jspecify.annotations.NullMarked;
