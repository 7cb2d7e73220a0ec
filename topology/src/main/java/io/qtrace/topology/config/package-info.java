/**
 * What the settings say, read once and in one form. Sees {@code setting}, where each is declared.
 */
@NullMarked
package io.qtrace.topology.config;

import org.jspecify.annotations.NullMarked;
