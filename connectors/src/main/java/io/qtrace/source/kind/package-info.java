/** What a file is that is no trace: what its bytes say, whatever it is called. */
@NullMarked
package io.qtrace.source.kind;

import org.jspecify.annotations.NullMarked;
