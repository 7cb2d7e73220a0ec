/** Results that are kept as they came: of aggregations, alerts, the ledger. */
@NullMarked
package io.qtrace.fleet.result;

import org.jspecify.annotations.NullMarked;
