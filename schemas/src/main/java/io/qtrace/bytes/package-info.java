/**
 * Bytes of a buffer, eight at a time, and as syslog escapes them. Not for use outside of qtrace.
 */
@NullMarked
package io.qtrace.bytes;

import org.jspecify.annotations.NullMarked;
