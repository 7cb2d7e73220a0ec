package io.qtrace.tail.file;

import io.qtrace.tail.bookmark.Bookmark;

/**
 * Which file this is, whatever it is called: its inode's number, as text. A file on another device
 * than the directory's, behind a symbolic link, has {@code <device>:<inode>}. The directory's own
 * device is left out since its number may change with every boot.
 *
 * <p>A number is used again for another file once this one is removed; {@link Bookmark#mark} tells
 * the two apart.
 */
public record FileId(String text) {

  static FileId of(FileStatus file, long directoryDevice) {
    return new FileId(
        file.device() == directoryDevice
            ? Long.toString(file.inode())
            : file.device() + ":" + file.inode());
  }
}
