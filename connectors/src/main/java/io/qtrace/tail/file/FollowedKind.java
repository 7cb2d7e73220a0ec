package io.qtrace.tail.file;

import io.qtrace.source.file.AddedHeader;
import io.qtrace.source.file.Compression;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.source.kind.ForeignFile;
import java.util.Arrays;

/** Looks at the beginnings of files for kinds that would become lines of nothing. */
public final class FollowedKind {

  private FollowedKind() {}

  /**
   * Whether it shows already that a file is a simple trace without a header.
   *
   * @param b begins with the file's first byte
   * @throws RefusedFileException if it shows that it is none
   */
  public static boolean isHeaderless(byte[] b, int to) throws RefusedFileException {
    if (AddedHeader.isMissing(b, to)) {
      return true;
    }
    if (TraceFormat.isSimpleHeader(Arrays.copyOf(b, Math.min(to, TraceFormat.HEAD_BYTES)))) {
      throw new RefusedFileException(
          "it has a header, and no.header is set; a SimpleTraceSourceConnector without that takes it");
    }
    if (AddedHeader.mayBeMissing(b, to)) {
      return false;
    }
    if (TraceFormat.isText(b, to)) {
      throw new RefusedFileException(
          "it does not begin with a record of a simple trace, and no.header is set");
    }
    return true; // a damaged one
  }

  /**
   * @param b begins with the file's first byte
   * @param format what the files are taken for
   * @throws RefusedFileException if it shows already that the file has none
   */
  public static void requireHeader(byte[] b, int to, TraceFormat format)
      throws RefusedFileException {
    if (format == TraceFormat.SIMPLE && AddedHeader.isMissing(b, to)) {
      throw new RefusedFileException(
          "it has no header; its records are as those of SystemTap: set no.header (up: --no-header), and definitions.file to those of the very QEMU that was traced");
    }
  }

  /**
   * @param b begins with the file's first byte
   * @param format what the files are taken for
   * @throws RefusedFileException if the file is of another kind
   */
  public static void require(byte[] b, int to, TraceFormat format) throws RefusedFileException {
    byte[] head = Arrays.copyOf(b, Math.min(to, ForeignFile.HEAD_BYTES));
    var compression = Compression.of(head);
    if (compression != Compression.NONE) {
      throw new RefusedFileException(
          "it is compressed with %s, so nobody writes it any more; 'qtrace send' takes it"
              .formatted(compression.text()));
    }
    var foreign = ForeignFile.ofNoText(head);
    if (foreign.isPresent()) {
      throw new RefusedFileException(foreign.get().refusal());
    }
    var other = TraceFormat.otherVersion(head);
    if (!other.isEmpty()) {
      throw new RefusedFileException("it is " + other);
    }
    if (format == TraceFormat.LOG && TraceFormat.isSimpleHeader(head)) {
      throw new RefusedFileException(
          "it is a simple trace, and logs are followed here; a SimpleTraceSourceConnector takes it");
    }
  }
}
