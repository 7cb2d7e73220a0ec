/** The HTTP API: what may be asked, and how it is answered. */
@NullMarked
package io.qtrace.web.api;

import org.jspecify.annotations.NullMarked;
