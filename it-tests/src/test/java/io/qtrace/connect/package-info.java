/** The connectors in a real Connect worker, which is killed and started again. */
@NullMarked
package io.qtrace.connect;

import org.jspecify.annotations.NullMarked;
