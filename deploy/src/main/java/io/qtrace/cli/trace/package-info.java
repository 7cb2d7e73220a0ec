/**
 * What commands read: traces and definitions, as files or from standard input, and what there is to
 * say about them. Sees the console only.
 */
@NullMarked
package io.qtrace.cli.trace;

import org.jspecify.annotations.NullMarked;
