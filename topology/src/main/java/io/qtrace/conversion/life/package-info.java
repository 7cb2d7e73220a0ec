/** What a VM goes through, besides conversions: phases, marks, and which vCPU is which thread. */
@NullMarked
package io.qtrace.conversion.life;

import org.jspecify.annotations.NullMarked;
