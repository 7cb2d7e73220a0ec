package io.qtrace.tail;

import io.qtrace.host.Vm;
import io.qtrace.tail.bookmark.Bookmark;
import io.qtrace.tail.bookmark.TailedChunk;
import io.qtrace.tail.file.FileId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Optional;

/**
 * A VM all of whose files were read to their ends.
 *
 * @param untilNs up to when that is known, by the task's monotonic clock
 * @param changedNs when one of its files grew last, by the same clock
 * @param source the file that grew last, as in {@link TailedChunk#source}
 * @param bookmark where in that file the next chunk will begin
 */
public record SilentVm(
    Vm vm, long untilNs, long changedNs, FileId file, String source, Bookmark bookmark) {

  /** The VMs of these files that are silent. */
  static Collection<SilentVm> of(Collection<TailedFile> files) {
    // Empty for a VM of which something is unread.
    var vms = new HashMap<String, Optional<SilentVm>>();
    for (var file : files) {
      var silent = file.isDrained() ? Optional.of(of(file)) : Optional.<SilentVm>empty();
      vms.merge(file.bookmark().vm().id(), silent, (a, b) -> a.flatMap(x -> b.map(x::and)));
    }
    return vms.values().stream().flatMap(Optional::stream).toList();
  }

  private static SilentVm of(TailedFile file) {
    return new SilentVm(
        file.bookmark().vm(),
        file.lookedNs(),
        file.changedNs(),
        file.id(),
        file.sourceHeader(),
        file.bookmark());
  }

  private SilentVm and(SilentVm other) {
    var later = changedNs - other.changedNs >= 0 ? this : other;
    return new SilentVm(
        vm,
        Math.min(untilNs, other.untilNs),
        later.changedNs,
        later.file,
        later.source,
        later.bookmark);
  }
}
