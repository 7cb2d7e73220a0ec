package io.qtrace.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells whether a small file has changed, without reading it. */
record FileVersion(String identity, long sizeBytes, long modifiedMs) {

  /** Of a file that is not there. */
  static final FileVersion NONE = new FileVersion("", -1, 0);

  static FileVersion of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileVersion(
          String.valueOf(attributes.fileKey()),
          attributes.size(),
          attributes.lastModifiedTime().toMillis());
    } catch (IOException e) {
      return NONE;
    }
  }
}
