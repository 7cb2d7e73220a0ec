/**
 * Follows the trace files of a directory while they are written, renamed, truncated and removed,
 * and cuts what is new into chunks.
 *
 * <pre>
 *   TraceDirectory ──Sighting──► Tailer ──► TailedFile ──► chunks, each with the Bookmark behind it
 *    which files are there        │ turns     │ lives, positions
 *                                 └ OpenFiles ┴ FileBytes, PipeBytes
 * </pre>
 *
 * <p>Nothing here knows Kafka, and nothing is kept on disk: whoever takes the chunks keeps their
 * bookmarks, and gives them back after a restart.
 */
@NullMarked
package io.qtrace.tail;

import org.jspecify.annotations.NullMarked;
