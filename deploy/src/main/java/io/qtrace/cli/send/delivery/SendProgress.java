package io.qtrace.cli.send.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a source was sent. Kafka keeps it as a consumer group's offset, so that it can be
 * committed together with the chunks.
 *
 * @param offsetBytes where to go on: the end of the last whole record or line that was sent
 * @param endBytes the end of all that was sent; behind {@code offsetBytes} if the source was said
 *     to be final and ended inside a record
 * @param sentBytes all that was sent in this generation; more than {@code endBytes} if the end of a
 *     source was sent again because the source had grown although it was final
 * @param generation which sending of the same source; counts from 0
 * @param definitions fingerprint of those given last; {@link #NOT_GIVEN} if none were, empty if
 *     that is not known any more
 */
public record SendProgress(
    long offsetBytes, long endBytes, long sentBytes, int generation, String definitions) {

  public static final String NOT_GIVEN = "none";

  private static final Pattern METADATA =
      Pattern.compile(
          "generation=(\\d{1,9});end=(\\d{1,18});sent=(\\d{1,18})(?:;definitions=(\\w{1,64}))?");

  public static SendProgress beginning(int generation) {
    return new SendProgress(0, 0, 0, generation, "");
  }

  OffsetAndMetadata toOffset() {
    return new OffsetAndMetadata(
        offsetBytes,
        "generation=%d;end=%d;sent=%d%s"
            .formatted(
                generation,
                endBytes,
                sentBytes,
                definitions.isEmpty() ? "" : ";definitions=" + definitions));
  }

  static SendProgress of(OffsetAndMetadata committed) {
    Matcher metadata = METADATA.matcher(committed.metadata());
    return metadata.matches()
        ? new SendProgress(
            committed.offset(),
            Long.parseLong(metadata.group(2)),
            Long.parseLong(metadata.group(3)),
            Integer.parseInt(metadata.group(1)),
            metadata.group(4) == null ? "" : metadata.group(4))
        : new SendProgress(committed.offset(), committed.offset(), committed.offset(), 0, "");
  }
}
