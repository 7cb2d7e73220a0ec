package io.qtrace.source.kind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.Set;

/** Tells JSON by the first bytes of a file. Lines of docker and the journal are logs. */
final class JsonHead {

  /**
   * docker's json-file has the first, the journal one of the others early in each line, and QMP
   * greets with the last: what is printed beside it may be a log.
   */
  private static final Set<String> KEYS_OF_LOGS =
      Set.of("log", "MESSAGE", "__CURSOR", "__REALTIME_TIMESTAMP", "_BOOT_ID", "_TRANSPORT", "QMP");

  private static final JsonFactory JSON = new JsonFactory();

  private int depth;

  /** Values that are not inside of others, so far. */
  private int values;

  /** Line of the present value's beginning. */
  private int line;

  private boolean isOverLines;
  private boolean hasContent;
  private boolean isLog;

  private JsonHead() {}

  /**
   * True if the bytes are one value over several lines, or one that is longer than them: no line of
   * it is an event.
   */
  static boolean isDocument(byte[] head) {
    var read = new JsonHead();
    return read.isJson(head) && read.isOverLines;
  }

  /** True if they are JSON, all of them: a document, or a value in each line. */
  static boolean is(byte[] head) {
    return new JsonHead().isJson(head);
  }

  private boolean isJson(byte[] head) {
    var text = new String(head, ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return false;
    }
    try (var in = JSON.createParser(text)) {
      for (var token = in.nextToken(); token != null; token = in.nextToken()) {
        add(token, in);
      }
    } catch (JsonEOFException e) {
      isOverLines |= values == 1; // a line that is longer than the head
    } catch (IOException e) {
      return false;
    }
    return hasContent && !isLog;
  }

  private void add(JsonToken token, JsonParser in) throws IOException {
    int at = in.currentTokenLocation().getLineNr();
    if (depth == 0) {
      values++;
      line = at;
      isLog |= !token.isStructStart(); // a bare word or number is text
    } else {
      hasContent |= !token.isStructEnd();
      isOverLines |= at > line;
      isLog |=
          depth == 1 && token == JsonToken.FIELD_NAME && KEYS_OF_LOGS.contains(in.currentName());
    }
    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
  }
}
