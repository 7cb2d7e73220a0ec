/** What Prometheus and Grafana see of a stage that runs. */
@NullMarked
package io.qtrace.monitoring;

import org.jspecify.annotations.NullMarked;
