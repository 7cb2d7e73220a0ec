/**
 * Lines that are no events but look like some: the definitions may be of another QEMU, or something
 * that is not known may stand in front of them.
 */
@NullMarked
package io.qtrace.log.lookalike;

import org.jspecify.annotations.NullMarked;
