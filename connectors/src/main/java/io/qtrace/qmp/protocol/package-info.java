/**
 * QEMU's machine protocol itself: JSON values over a socket, commands and their answers, within a
 * deadline. Does not know what is asked.
 */
@NullMarked
package io.qtrace.qmp.protocol;

import org.jspecify.annotations.NullMarked;
