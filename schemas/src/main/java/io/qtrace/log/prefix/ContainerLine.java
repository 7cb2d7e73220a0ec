package io.qtrace.log.prefix;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.Heading;
import io.qtrace.log.heading.LineTail;
import java.nio.charset.StandardCharsets;

/** What container runtimes put in front of each line that a container prints. */
final class ContainerLine {

  private static final byte[] STDOUT = "stdout ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STDERR = "stderr ".getBytes(StandardCharsets.US_ASCII);

  /** A container's name has up to 63 letters, with the project's and a number some more. */
  private static final int MAX_NAME_BYTES = 192;

  private ContainerLine() {}

  /**
   * {@code stderr F } behind the stamp of a Kubernetes log: CRI, {@code
   * k8s.io/cri-client/pkg/logs}. Of a long line there are several pieces; all but the last have a
   * P.
   */
  static int cri(byte[] b, int at, int end, Heading heading) {
    boolean isStderr = Words.startsWith(b, at, end, STDERR);
    if (at != heading.stampTo || !(isStderr || Words.startsWith(b, at, end, STDOUT))) {
      return -1;
    }
    int tag = at + STDERR.length;
    boolean isTag = tag < end && (b[tag] == 'F' || b[tag] == 'P');
    if (!isTag || (tag + 1 < end && b[tag + 1] != ' ')) {
      return -1;
    }
    return heading.carry(Math.min(end, tag + 2), isStderr ? 2 : 1, b[tag] == 'P');
  }

  /** {@code name | } of docker's {@code compose logs} and {@code service logs}, also in colour. */
  static int compose(byte[] b, int at, int end, Heading heading) {
    int to = at;
    int limit = Math.min(end, at + MAX_NAME_BYTES);
    while (to < limit && isOfName(b[to])) {
      to++;
    }
    int bar = Words.indexOfOther(b, to, limit, (byte) ' ');
    if (to == at || bar == to || bar >= limit || b[bar] != '|') {
      return -1;
    }
    int text = bar + 1;
    for (int next = text; next >= 0; next = LineTail.sequenceEnd(b, next, end)) {
      text = next;
    }
    if (text < end && b[text] != ' ') {
      return -1;
    }
    return heading.carry(Math.min(end, text + 1), 0, false);
  }

  private static boolean isOfName(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || Words.isDigit(c)
        || c == '-'
        || c == '_'
        || c == '@'
        || c == '.';
  }
}
