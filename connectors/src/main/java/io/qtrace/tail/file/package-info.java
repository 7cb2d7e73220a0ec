/**
 * Files as the operating system has them: which are there, who is who behind which name, and their
 * bytes. Sees no other room of {@code io.qtrace.tail}.
 */
@NullMarked
package io.qtrace.tail.file;

import org.jspecify.annotations.NullMarked;
