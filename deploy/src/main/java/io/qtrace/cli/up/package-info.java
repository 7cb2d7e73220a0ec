/**
 * {@code qtrace up} and {@code qtrace demo}: the decode stage with broker, registry and connectors
 * embedded.
 */
@NullMarked
package io.qtrace.cli.up;

import org.jspecify.annotations.NullMarked;
