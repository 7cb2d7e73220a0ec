package io.qtrace.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qtrace.conversion.MemoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;

/** Reads layouts as the QMP connector writes them: JSON, as docs/topics.md describes it. */
public final class LayoutReader {

  private static final JsonMapper JSON = new JsonMapper();

  private LayoutReader() {}

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  public static MemoryLayout read(byte[] json) {
    var layout = parse(json);
    var blocks = new ArrayList<MemoryLayout.Block>();
    for (var block : array(layout, "blocks")) {
      var address = block.path("address");
      blocks.add(
          new MemoryLayout.Block(
              text(block, "name"),
              number(block, "maxSize"),
              address.isNull() ? 0 : address(block, "address")));
    }
    var ranges = new ArrayList<MemoryLayout.Range>();
    for (var range : array(layout, "ranges")) {
      ranges.add(
          new MemoryLayout.Range(
              address(range, "gpa"),
              number(range, "size"),
              text(range, "block"),
              number(range, "offset")));
    }
    int pid = layout.path("pid").isNull() ? 0 : (int) number(layout, "pid");
    return new MemoryLayout(pid, blocks, ranges);
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a byte array
    }
  }

  private static JsonNode array(JsonNode in, String name) {
    var value = in.path(name);
    if (!value.isArray()) {
      throw wrong(in, name, "a list");
    }
    return value;
  }

  private static String text(JsonNode in, String name) {
    var value = in.path(name);
    if (!value.isTextual()) {
      throw wrong(in, name, "a text");
    }
    return value.textValue();
  }

  private static long number(JsonNode in, String name) {
    var value = in.path(name);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw wrong(in, name, "a number of 64 bits");
    }
    return value.longValue();
  }

  private static long address(JsonNode in, String name) {
    var value = text(in, name);
    try {
      if (value.startsWith("0x")) {
        return Long.parseUnsignedLong(value, 2, value.length(), 16);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong(in, name, "an address such as \"0x7f00\"");
  }

  private static IllegalArgumentException wrong(JsonNode in, String name, String wanted) {
    var value = in.path(name);
    return new IllegalArgumentException(
        "'%s' is %s, not %s"
            .formatted(name, value.isMissingNode() ? "missing" : value.toString(), wanted));
  }
}
