/**
 * The qtrace command: which commands there are and how they end. Each has a room of its own, which
 * is named after it; the rooms of what they share see none of theirs.
 */
@NullMarked
package io.qtrace.cli;

import org.jspecify.annotations.NullMarked;
