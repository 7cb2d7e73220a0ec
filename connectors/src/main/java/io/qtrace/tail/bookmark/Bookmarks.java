package io.qtrace.tail.bookmark;

import io.qtrace.tail.file.FileId;
import java.util.Collection;
import java.util.Map;

/** The bookmarks that were kept. */
@FunctionalInterface
public interface Bookmarks {

  /** Those of the given files that have one. */
  Map<FileId, Bookmark> of(Collection<FileId> files);
}
