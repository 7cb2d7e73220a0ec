/** What every command shares: streams, failures, settings, progress. */
@NullMarked
package io.qtrace.cli.console;

import org.jspecify.annotations.NullMarked;
