package io.qtrace.cli.decode.sink;

import io.qtrace.cli.trace.EventSink;
import io.qtrace.definition.Definitions;
import io.qtrace.transcode.EventTranscoders;
import io.qtrace.transcode.Origin;
import io.qtrace.transcode.TypedEventEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** The sinks there are. Text goes to a stream that the sink does not close. */
public final class Sinks {

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
    return new JsonSink(out, definitions.events(), origin);
  }

  /** For Perfetto's UI and others that read its format. */
  public static EventSink timeline(OutputStream out, Definitions definitions, Origin origin) {
    return new TimelineSink(out, definitions, origin);
  }

  public static EventSink avroFiles(Path directory, Definitions definitions, Origin origin)
      throws IOException {
    return new AvroFileSink(
        directory,
        definitions.events(),
        new TypedEventEncoder(new EventTranscoders(definitions), origin));
  }
}
