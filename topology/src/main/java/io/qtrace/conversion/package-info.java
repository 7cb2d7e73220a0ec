/**
 * Page conversions of confidential VMs: which RAM block each belongs to, what is shared, and how
 * much happens in a window. No Kafka here: the topology and the offline command run the same code.
 */
@NullMarked
package io.qtrace.conversion;

import org.jspecify.annotations.NullMarked;
