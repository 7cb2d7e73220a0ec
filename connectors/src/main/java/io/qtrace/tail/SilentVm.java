package io.qtrace.tail;

import io.qtrace.host.Vm;

/**
 * A VM all of whose files were read to their ends.
 *
 * @param untilNs up to when that is known, by the task's monotonic clock
 * @param changedNs when one of its files grew last, by the same clock
 * @param source the file that grew last, as in {@link TailedChunk#source}
 * @param bookmark where in that file the next chunk will begin
 */
public record SilentVm(
    Vm vm, long untilNs, long changedNs, FileId file, String source, Bookmark bookmark) {}
