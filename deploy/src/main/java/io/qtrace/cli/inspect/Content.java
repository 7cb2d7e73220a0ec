package io.qtrace.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qtrace.source.file.TraceFormat;

/** Whether people wrote it, or programs for people. */
final class Content {

  private Content() {}

  /**
   * Some control characters are in texts too, and some bytes that are not UTF-8: those of Latin-1,
   * at most a tenth of a text. NULs are in few, but at their end.
   *
   * @param head first bytes of a file
   */
  static boolean isText(byte[] head) {
    int end = head.length;
    while (end > 0 && head[end - 1] == 0) {
      end--;
    }
    int nuls = 0;
    for (int i = 0; i < end; i++) {
      nuls += head[i] == 0 ? 1 : 0;
    }
    var text = new String(head, 0, end, UTF_8);
    long unknown = text.chars().filter(c -> c == '\ufffd').count();
    return TraceFormat.isText(head, end) && nuls * 100 <= end && unknown * 10 <= text.length();
  }
}
