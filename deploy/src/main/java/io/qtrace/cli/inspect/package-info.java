/**
 * {@code qtrace inspect} says what files are: which trace, of which QEMU, with what in it; or what
 * else.
 */
@NullMarked
package io.qtrace.cli.inspect;

import org.jspecify.annotations.NullMarked;
