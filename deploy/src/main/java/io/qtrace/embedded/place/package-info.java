/**
 * Where everything embedded lives: the data directory and its privacy, the distribution, ports and
 * options. Sees no other room.
 */
@NullMarked
package io.qtrace.embedded.place;

import org.jspecify.annotations.NullMarked;
