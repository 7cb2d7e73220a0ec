/** The route files that are shipped. */
@NullMarked
package io.qtrace.routes;

import org.jspecify.annotations.NullMarked;
