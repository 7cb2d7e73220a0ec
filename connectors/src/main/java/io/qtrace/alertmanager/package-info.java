/** Prometheus Alertmanager: what it has to be told, when, and how. Knows nothing of Kafka. */
@NullMarked
package io.qtrace.alertmanager;

import org.jspecify.annotations.NullMarked;
