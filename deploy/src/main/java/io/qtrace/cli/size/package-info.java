/** What a fleet of VMs needs, computed of what was measured. Sees {@code console}. */
@NullMarked
package io.qtrace.cli.size;

import org.jspecify.annotations.NullMarked;
