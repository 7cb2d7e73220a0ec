package io.qtrace.qmp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a QMP socket. Calls return within the time given, whatever the peer does, and
 * take a bounded amount of memory; after an {@link IOException} the connection is of no use.
 * Commands run in QEMU's main loop one at a time, so a VM is never asked two things at once. For
 * one thread; an interrupt ends any call.
 *
 * <p>Source: QEMU's docs/interop/qmp-spec.rst.
 */
public final class QmpClient implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SHOWN_BYTES = 60;

  private final LineChannel lines;
  private final Duration commandTimeout;
  private final Set<String> wanted;

  private final Set<String> events = new HashSet<>();
  private int lastId;

  /**
   * How long QEMU may take.
   *
   * @param greeting from the connection to the end of the handshake
   * @param command from a command to its answer
   */
  public record Timeouts(Duration greeting, Duration command) {}

  private QmpClient(LineChannel lines, Duration commandTimeout, Set<String> wanted) {
    this.lines = lines;
    this.commandTimeout = commandTimeout;
    this.wanted = wanted;
  }

  /**
   * Connects, and returns when QEMU takes commands.
   *
   * @param events names of those that {@link #awaitEvent} is to tell of
   * @throws IOException saying why that is not possible, and what to do
   */
  public static QmpClient connect(Path socket, Timeouts timeouts, Set<String> events)
      throws IOException {
    var lines = LineChannel.connect(socket);
    try {
      var client = new QmpClient(lines, timeouts.command, Set.copyOf(events));
      client.shakeHands(Deadline.in(timeouts.greeting));
      return client;
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private void shakeHands(Deadline deadline) throws IOException {
    var greeting = next(deadline);
    while (greeting != null && greeting.has("event")) {
      greeting = next(deadline); // An event can be faster than the greeting.
    }
    if (greeting == null) {
      throw new QmpException(
          ("no greeting within %d ms: QEMU serves one client of a QMP socket at a time, and another"
                  + " one, such as libvirt, may hold this one; give qtrace a socket of its own")
              .formatted(deadline.limit().toMillis()));
    }
    if (!greeting.has("QMP")) {
      throw new QmpException("greets with %s, which is not QMP".formatted(shown(greeting)));
    }
    try {
      execute("qmp_capabilities", Map.of(), deadline);
    } catch (QmpRefusedException e) {
      throw new QmpException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The answer to a command.
   *
   * @throws QmpRefusedException if QEMU answers with an error
   * @throws IOException if it does not answer in time, or the connection is gone
   */
  public JsonNode execute(String command, Map<String, ?> arguments)
      throws IOException, QmpRefusedException {
    return execute(command, arguments, Deadline.in(commandTimeout));
  }

  private JsonNode execute(String command, Map<String, ?> arguments, Deadline deadline)
      throws IOException, QmpRefusedException {
    int id = ++lastId;
    var request = JSON.createObjectNode().put("execute", command);
    if (!arguments.isEmpty()) {
      request.set("arguments", JSON.valueToTree(arguments));
    }
    lines.write((request.put("id", id) + "\n").getBytes(UTF_8), deadline);
    for (var answer = next(deadline); answer != null; answer = next(deadline)) {
      if (answer.path("id").asInt() == id) {
        var error = answer.get("error");
        if (error != null) {
          throw new QmpRefusedException(command, error.path("desc").asText(shown(error)));
        }
        return answer.path("return");
      }
    }
    throw new QmpException(
        "no answer to %s within %d ms; QEMU may be stopped or very busy"
            .formatted(command, deadline.limit().toMillis()));
  }

  /**
   * Waits for one of the events wanted, those that came already included.
   *
   * @return false if none came in time
   */
  public boolean awaitEvent(Duration timeout) throws IOException {
    var deadline = Deadline.in(timeout);
    while (events.isEmpty()) {
      if (next(deadline) == null) {
        return false;
      }
    }
    events.clear();
    return true;
  }

  /** The next message, events included; null if none came in time. */
  private @Nullable JsonNode next(Deadline deadline) throws IOException {
    var line = nextLine(deadline);
    if (line == null) {
      return null;
    }
    var message = parse(line);
    var event = message.path("event").asText();
    if (wanted.contains(event)) {
      events.add(event);
    }
    return message;
  }

  /** Not blank; null if none came in time. */
  private byte @Nullable [] nextLine(Deadline deadline) throws IOException {
    while (deadline.leftMs() > 0) { // Also when lines never end to come.
      var line = lines.read(deadline);
      if (line == null || !isBlank(line)) {
        return line;
      }
    }
    return null;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private static JsonNode parse(byte[] line) throws QmpException {
    try {
      var message = JSON.readTree(line);
      if (message.isObject()) {
        return message;
      }
    } catch (JsonProcessingException e) {
      // said below
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a byte array
    }
    throw new QmpException("sends '%s', which is not QMP".formatted(shown(line)));
  }

  private static String shown(JsonNode message) {
    return shown(message.toString().getBytes(UTF_8));
  }

  /** The beginning, without control characters. */
  private static String shown(byte[] text) {
    var shown = new String(text, 0, Math.min(text.length, SHOWN_BYTES), UTF_8).strip();
    return shown.replaceAll("\\p{Cntrl}", "?") + (text.length > SHOWN_BYTES ? "…" : "");
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
