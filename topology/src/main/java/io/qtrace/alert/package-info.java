/**
 * Alerts over results of windows: from inactive to pending to firing and back, one transition at a
 * time. Knows no Kafka; {@code io.qtrace.alert.stream} feeds it.
 */
@NullMarked
package io.qtrace.alert;

import org.jspecify.annotations.NullMarked;
