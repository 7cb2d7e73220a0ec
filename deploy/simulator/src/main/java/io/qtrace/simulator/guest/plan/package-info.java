/** What is planned for a guest, and what came of it. */
@NullMarked
package io.qtrace.simulator.guest.plan;

import org.jspecify.annotations.NullMarked;
