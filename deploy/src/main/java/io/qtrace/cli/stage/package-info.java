/** The decode stage as commands run it: alone, or with everything embedded. */
@NullMarked
package io.qtrace.cli.stage;

import org.jspecify.annotations.NullMarked;
