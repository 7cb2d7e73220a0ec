/** Broker, registry and topology on one machine without Docker. */
@NullMarked
package io.qtrace.embedded;

import org.jspecify.annotations.NullMarked;
