/** What happens in a confidential VM, as far as QEMU traces it. */
@NullMarked
package io.qtrace.simulator.guest;

import org.jspecify.annotations.NullMarked;
