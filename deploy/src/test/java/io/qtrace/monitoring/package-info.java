/** Prometheus' rules, without a running Prometheus. */
@NullMarked
package io.qtrace.monitoring;

import org.jspecify.annotations.NullMarked;
