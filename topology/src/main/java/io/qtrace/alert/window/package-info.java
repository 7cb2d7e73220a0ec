/** Results of windows as alert rules see them: whose they are, and their fields as variables. */
@NullMarked
package io.qtrace.alert.window;

import org.jspecify.annotations.NullMarked;
