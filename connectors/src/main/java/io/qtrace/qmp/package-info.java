/**
 * A client of QEMU's machine protocol (QMP) and what it is asked for: who the VM is and how its
 * memory is laid out. Nothing here knows Kafka.
 */
@NullMarked
package io.qtrace.qmp;

import org.jspecify.annotations.NullMarked;
