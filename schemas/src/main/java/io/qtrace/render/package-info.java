/**
 * Events as text, byte for byte as QEMU's own tools print them: its log backend and its
 * simpletrace.py.
 *
 * <p>Everything is compiled once per definition; printing an event allocates nothing. Output is
 * bytes, not characters: traces hold strings in no particular encoding.
 */
@NullMarked
package io.qtrace.render;

import org.jspecify.annotations.NullMarked;
