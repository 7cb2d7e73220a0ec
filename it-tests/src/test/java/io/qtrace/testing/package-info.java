/** What tests of several packages use. */
@NullMarked
package io.qtrace.testing;

import org.jspecify.annotations.NullMarked;
