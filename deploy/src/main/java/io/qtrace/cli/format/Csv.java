package io.qtrace.cli.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CSV with a header line, as RFC 4180 quotes it, lines ending with a newline. */
public final class Csv implements Closeable {

  private final JsonGenerator csv;

  /** Closing it closes {@code out} if so told. */
  public Csv(OutputStream out, boolean closesOutput, List<String> header) throws IOException {
    var schema = CsvSchema.builder().setUseHeader(true);
    header.forEach(schema::addColumn);
    csv =
        new CsvFactory()
            .createGenerator(out)
            .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, closesOutput);
    csv.setSchema(schema.build());
  }

  /** Writes a line; null is an empty field. */
  public void line(List<? extends @Nullable Object> values) throws IOException {
    csv.writeStartArray();
    for (var value : values) {
      csv.writeString(value == null ? "" : value.toString());
    }
    csv.writeEndArray();
  }

  public void flush() throws IOException {
    csv.flush();
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
