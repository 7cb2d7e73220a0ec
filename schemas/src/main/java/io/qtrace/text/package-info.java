/** Words of messages. */
@NullMarked
package io.qtrace.text;

import org.jspecify.annotations.NullMarked;
