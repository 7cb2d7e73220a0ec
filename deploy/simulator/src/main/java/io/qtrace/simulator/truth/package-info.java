/** What really happened, beside each trace. */
@NullMarked
package io.qtrace.simulator.truth;

import org.jspecify.annotations.NullMarked;
