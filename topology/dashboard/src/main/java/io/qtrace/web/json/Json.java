package io.qtrace.web.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes JSON into memory. */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Always three digits of milliseconds, so that texts sort as times do. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Json() {}

  /** Writes a value. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object whose members {@code body} writes. */
  public static ByteBuffer object(Body body) {
    var out = new ByteArrayOutputStream(1024);
    try (var json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  /** A member that is an array of what {@code each} writes. */
  static <T> void array(JsonGenerator json, String name, Iterable<T> values, Each<T> each)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (var value : values) {
      each.write(json, value);
    }
    json.writeEndArray();
  }

  /** Writes a value of a list. */
  @FunctionalInterface
  interface Each<T> {
    void write(JsonGenerator json, T value) throws IOException;
  }

  static void texts(JsonGenerator json, String name, Iterable<String> values) throws IOException {
    array(json, name, values, JsonGenerator::writeString);
  }

  /** 64 bits are text: JavaScript has 53. */
  static void number(JsonGenerator json, String name, long value) throws IOException {
    json.writeStringField(name, Long.toString(value));
  }

  static void time(JsonGenerator json, String name, long ms) throws IOException {
    json.writeStringField(name, time(ms));
  }

  static String time(long ms) {
    return TIME.format(Instant.ofEpochMilli(ms));
  }
}
