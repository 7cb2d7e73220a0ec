/** Lines of JSON and CSV that several commands print. Sees nothing of theirs. */
@NullMarked
package io.qtrace.cli.format;

import org.jspecify.annotations.NullMarked;
