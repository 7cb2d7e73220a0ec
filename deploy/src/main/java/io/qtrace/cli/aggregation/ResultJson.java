package io.qtrace.cli.aggregation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.qtrace.aggregation.window.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Results as JSON lines. Not thread-safe. */
final class ResultJson implements ResultPrinter {

  private final JsonGenerator json;

  /** Does not close {@code out}. */
  ResultJson(OutputStream out) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  @Override
  public void print(Result result) throws IOException {
    json.writeStartObject();
    for (var field : result.values().entrySet()) {
      json.writeFieldName(field.getKey());
      value(field.getValue());
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void value(@Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else {
      json.writeString(value.toString());
    }
  }

  @Override
  public void flush() throws IOException {
    json.flush();
  }
}
