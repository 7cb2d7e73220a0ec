/** The dashboard in Debian's Chromium, on results in real topics. */
@NullMarked
package io.qtrace.dashboard;

import org.jspecify.annotations.NullMarked;
