/** Somebody who may write raw records writes what nobody expects. */
@NullMarked
package io.qtrace.hostile;

import org.jspecify.annotations.NullMarked;
