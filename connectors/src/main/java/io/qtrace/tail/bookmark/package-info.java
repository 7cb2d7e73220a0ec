/**
 * How far a file was read, and a chunk of it with the bookmark behind it: all that outlives a
 * restart. Sees {@code io.qtrace.tail.file}.
 */
@NullMarked
package io.qtrace.tail.bookmark;

import org.jspecify.annotations.NullMarked;
