package io.qtrace.cli.decode;

import io.qtrace.definition.Definitions;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The sinks there are. Text goes to a stream that the sink does not close. */
public final class Sinks {

  /**
   * What raw events lack to be typed ones.
   *
   * @param clockOffsetNs added to monotonic time stamps
   * @param fallbackNs since the epoch, for events without a time stamp
   */
  public record Origin(String host, String vm, long clockOffsetNs, long fallbackNs) {

    TypedEventEncoder encoder(Definitions definitions) {
      return new TypedEventEncoder(
          new EventTranscoders(definitions), host, vm, clockOffsetNs, fallbackNs);
    }
  }

  private Sinks() {}

  public static EventSink text(OutputStream out, Definitions definitions) {
    return new TextSink(out, definitions.events());
  }

  public static EventSink stampedText(OutputStream out, Definitions definitions) {
    return new StampedTextSink(out, definitions.events());
  }

  public static EventSink simpletrace(OutputStream out, Definitions definitions) {
    return new SimpletraceSink(out, definitions.events());
  }

  public static EventSink json(OutputStream out, Definitions definitions, Origin origin) {
    return new JsonSink(out, definitions.events(), origin.encoder(definitions));
  }

  public static EventSink avroFiles(Path directory, Definitions definitions, Origin origin)
      throws IOException {
    return new AvroFileSink(directory, definitions.events(), origin.encoder(definitions));
  }
}
