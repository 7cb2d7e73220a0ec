/** What {@code qtrace conversions} prints. */
@NullMarked
package io.qtrace.cli.conversions;

import org.jspecify.annotations.NullMarked;
