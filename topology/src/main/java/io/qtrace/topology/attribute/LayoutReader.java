package io.qtrace.topology.attribute;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qtrace.conversion.fact.MemoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Reads layouts as the QMP connector writes them: JSON, as docs/topics.md describes it. */
public final class LayoutReader {

  private static final JsonMapper JSON = new JsonMapper();

  /** Some hundred bytes for each of a thousand blocks and ranges are a tenth of that. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int SHOWN_CHARACTERS = 100;

  private LayoutReader() {}

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  public static MemoryLayout read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "it has %,d bytes; at most %,d are taken".formatted(json.length, MAX_BYTES));
    }
    var layout = parse(json);
    var blocks = new ArrayList<MemoryLayout.Block>();
    for (var block : array(layout, "blocks")) {
      var address = block.path("address");
      blocks.add(
          new MemoryLayout.Block(
              blockName(block, "name"),
              number(block, "maxSize"),
              address.isNull() ? 0 : address(block, "address")));
    }
    var ranges = new ArrayList<MemoryLayout.Range>();
    for (var range : array(layout, "ranges")) {
      ranges.add(
          new MemoryLayout.Range(
              address(range, "gpa"),
              number(range, "size"),
              blockName(range, "block"),
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

  private static String blockName(JsonNode in, String name) {
    var value = text(in, name);
    if (value.getBytes(StandardCharsets.UTF_8).length > MemoryLayout.MAX_NAME_BYTES) {
      throw wrong(in, name, "a name of at most %d bytes".formatted(MemoryLayout.MAX_NAME_BYTES));
    }
    return value;
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
            .formatted(name, value.isMissingNode() ? "missing" : shown(value), wanted));
  }

  private static String shown(JsonNode value) {
    var text = value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
