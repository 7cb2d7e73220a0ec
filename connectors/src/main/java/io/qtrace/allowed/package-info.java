/**
 * What connectors may read and whom they may call, as said by who runs the worker. Whoever
 * configures connectors, over Connect's REST API or by its topics, cannot widen it.
 */
@NullMarked
package io.qtrace.allowed;

import org.jspecify.annotations.NullMarked;
