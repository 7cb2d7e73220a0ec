/** What must not be shown. */
@NullMarked
package io.qtrace.secret;

import org.jspecify.annotations.NullMarked;
