/** The qtrace command against the embedded broker, registry and topology. */
@NullMarked
package io.qtrace.cli;

import org.jspecify.annotations.NullMarked;
