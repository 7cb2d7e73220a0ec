package io.qtrace.topology.decode.chunk;

import io.qtrace.contract.DeadLetter;
import io.qtrace.contract.DeadLetterPart;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one chunk. Each rejection is a dead letter, with the raw record's headers and
 * names, until these have {@value #MAX_LETTERS}, or twice the chunk's bytes; from then on those of
 * one reason are gathered, many runs of bytes to a dead letter, so that a small chunk cannot become
 * a large number of them. Not thread-safe.
 */
final class ChunkLetters {

  static final int MAX_LETTERS = 1000;

  /** Before they are counted: a record of one line may have a reason that is longer than it. */
  private static final int FREE_BYTES = 16 << 10;

  /** Names, place, framing. */
  private static final int USUAL_BYTES = 256;

  private static final int MAX_GATHERED_BYTES = 1 << 20;
  private static final int MAX_PARTS = 50_000;

  private final RawRecord from;
  private final long perLetter;
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Map<String, Gathering> gathering = new LinkedHashMap<>();
  private long bytesLeft;
  private int singles;

  ChunkLetters(RawRecord from) {
    this.from = from;
    long headers = from.headerBytes();
    this.perLetter = headers + USUAL_BYTES;
    this.bytesLeft = FREE_BYTES + 2 * (headers + from.value().length);
  }

  /** The bytes are copied. */
  void add(String reason, String detail, byte[] buffer, int start, int end) {
    int position = buffer == from.value() ? start : 0;
    bytesLeft -= perLetter + detail.length() + (end - start);
    if (singles < MAX_LETTERS && bytesLeft >= 0) {
      singles++;
      var bytes = Arrays.copyOfRange(buffer, start, end);
      letters.add(DeadLetters.of(from, reason, detail, bytes, position));
      return;
    }
    gather(reason, detail, buffer, start, end);
  }

  /** The same for what is a dead letter by the many, whatever room there is. */
  void gather(String reason, String detail, byte[] buffer, int start, int end) {
    int position = buffer == from.value() ? start : 0;
    var together = gathering.get(reason);
    if (together == null || together.isFull(end - start)) {
      end(together);
      together = new Gathering(reason, detail);
      gathering.put(reason, together);
    }
    together.add(buffer, start, end, position);
  }

  /** All of them; nothing can be added afterwards. */
  List<DeadLetter> all() {
    gathering.values().forEach(this::end);
    gathering.clear();
    return letters;
  }

  private void end(@Nullable Gathering together) {
    if (together != null) {
      letters.add(together.letter(from));
    }
  }

  /** Runs of bytes of one reason. */
  private static final class Gathering {

    private final String reason;
    private final String detail;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<DeadLetterPart> parts = new ArrayList<>();
    private long count;
    private int lastEnd = -2;

    Gathering(String reason, String detail) {
      this.reason = reason;
      this.detail = detail;
    }

    boolean isFull(int more) {
      return parts.size() == MAX_PARTS || (count > 0 && bytes.size() + more > MAX_GATHERED_BYTES);
    }

    void add(byte[] buffer, int start, int end, int position) {
      // What ends a line is no part of its rejection; between two it keeps them apart.
      boolean isNextLine = position == lastEnd + 1 && start > 0 && buffer[start - 1] == '\n';
      int from = isNextLine ? start - 1 : start;
      int size = end - from;
      bytes.write(buffer, from, size);
      count++;
      if (isNextLine || position == lastEnd) {
        var last = parts.get(parts.size() - 1);
        last.setSize(last.getSize() + size);
      } else {
        parts.add(new DeadLetterPart(position, size));
      }
      lastEnd = position + end - start;
    }

    DeadLetter letter(RawRecord from) {
      var text = count == 1 ? detail : "%s; and %,d more".formatted(detail, count - 1);
      var gathered = new DeadLetters.Gathered(bytes.toByteArray(), count, parts);
      return DeadLetters.of(from, reason, text, gathered);
    }
  }
}
