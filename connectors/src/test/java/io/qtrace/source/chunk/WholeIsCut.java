package io.qtrace.source.chunk;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.util.stream.IntStream;

/** What has to hold for any bytes: however they come, they say the same. */
final class WholeIsCut {

  private WholeIsCut() {}

  /** What does not hold; empty if all does. */
  static String problem(
      byte[] bytes, TraceFormat format, Definitions definitions, int chunkBytes, Choices choices)
      throws IOException {
    var whole = Reading.whole(bytes, format, definitions, 1 << 20);
    return problem(whole, bytes, format, definitions, chunkBytes, choices);
  }

  static String problem(
      Reading whole,
      byte[] bytes,
      TraceFormat format,
      Definitions definitions,
      int chunkBytes,
      Choices choices)
      throws IOException {
    if (format == TraceFormat.SIMPLE && whole.bytes != bytes.length) {
      return "%d of %d bytes are accounted for".formatted(whole.bytes, bytes.length);
    }
    var cut = whole.differenceTo(Reading.cut(bytes, format, definitions, chunkBytes));
    if (!cut.isEmpty()) {
      return "chunks of %d: whole %s".formatted(chunkBytes, cut);
    }
    return choices.oneIn(3) ? otherWays(whole, bytes, format, definitions, choices) : "";
  }

  private static String otherWays(
      Reading whole, byte[] bytes, TraceFormat format, Definitions definitions, Choices choices)
      throws IOException {
    int buffer = 1 + choices.below(100_000);
    var pieces = whole.differenceTo(Reading.whole(bytes, format, definitions, buffer));
    if (!pieces.isEmpty()) {
      return "buffer of %d: whole %s".formatted(buffer, pieces);
    }
    int[] cuts =
        IntStream.range(0, 3)
            .map(i -> choices.below(bytes.length + 1))
            .map(at -> at < bytes.length && whole.rejectsARecordThatEndsAt(bytes, at) ? at + 1 : at)
            .sorted()
            .toArray();
    var grown = whole.differenceTo(Reading.grown(bytes, format, definitions, cuts));
    return grown.isEmpty()
        ? ""
        : "grown at %d, %d, %d: whole %s".formatted(cuts[0], cuts[1], cuts[2], grown);
  }
}
