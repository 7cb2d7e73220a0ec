/** Server-sent events: what changes, once a second, for all who listen. */
@NullMarked
package io.qtrace.web.stream;

import org.jspecify.annotations.NullMarked;
