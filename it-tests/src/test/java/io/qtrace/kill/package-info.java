/** Kills and ends each part of qtrace where a transaction is being committed. */
@NullMarked
package io.qtrace.kill;

import org.jspecify.annotations.NullMarked;
