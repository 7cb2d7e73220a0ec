/** How a record on Kafka names its schema. Not for use outside of qtrace. */
@NullMarked
package io.qtrace.frame;

import org.jspecify.annotations.NullMarked;
