/**
 * The broker inside this JVM: its start behind a former one, its end, and what is said of damaged
 * data. Sees {@code io.qtrace.embedded.place} and {@code io.qtrace.embedded.repair}.
 */
@NullMarked
package io.qtrace.embedded.broker;

import org.jspecify.annotations.NullMarked;
