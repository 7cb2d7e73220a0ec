/** The launcher script, with a JDK and a Maven of paper. */
@NullMarked
package io.qtrace.launcher;

import org.jspecify.annotations.NullMarked;
