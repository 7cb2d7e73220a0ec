/** Alerts as Kafka Connect hands them to an Alertmanager: settings and records. */
@NullMarked
package io.qtrace.connect.sink;

import org.jspecify.annotations.NullMarked;
