/** Results as Avro records. */
@NullMarked
package io.qtrace.aggregation.result;

import org.jspecify.annotations.NullMarked;
