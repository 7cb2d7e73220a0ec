/** {@code qtrace simulate}: traces of VMs nobody has. */
@NullMarked
package io.qtrace.cli.simulate;

import org.jspecify.annotations.NullMarked;
