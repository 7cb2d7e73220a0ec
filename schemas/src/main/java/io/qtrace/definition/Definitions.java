package io.qtrace.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All events of one {@code trace-events} text, and the text's fingerprint. Immutable.
 *
 * <p>Indexes into {@link #events()} are this project's own. The event ids in a trace are the QEMU
 * binary's: they come with the trace as mapping records and can not be derived from the text.
 */
public final class Definitions {

  private static final String SYSTEM = "/io/qtrace/definition/system.trace-events";

  private final byte[] text;
  private final List<EventDefinition> events;
  private final Map<String, Integer> indexes;

  /** Made on demand; two threads may make it twice. */
  private @Nullable String fingerprint;

  private Definitions(byte[] text, List<EventDefinition> events) {
    this.text = text;
    this.events = events;
    this.indexes = new HashMap<>(events.size() * 2);
    for (int i = 0; i < events.size(); i++) {
      indexes.put(events.get(i).name(), i);
    }
  }

  /**
   * Parses {@code trace-events} text, taken as UTF-8.
   *
   * @param file how messages call the text
   * @throws InvalidTraceEventsException naming every bad line, if there is one
   */
  public static Definitions parse(String file, byte[] text) {
    return new Definitions(
        text.clone(), TraceEventsParser.parse(file, new String(text, StandardCharsets.UTF_8)));
  }

  /** The built-in definitions: QEMU's {@code system} group, and KVM's page conversions. */
  public static Definitions system() {
    try (var in = Definitions.class.getResourceAsStream(SYSTEM)) {
      if (in == null) {
        throw new IllegalStateException(SYSTEM + " is missing from the jar; build it again");
      }
      return parse("system", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In declaration order; an event declared twice in the same way appears once. */
  public List<EventDefinition> events() {
    return events;
  }

  public OptionalInt indexOf(String name) {
    var index = indexes.get(name);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  public Optional<EventDefinition> find(String name) {
    return Optional.ofNullable(indexes.get(name)).map(events::get);
  }

  /** SHA-256 of the text, 64 lower-case hexadecimal digits. */
  public String fingerprint() {
    var known = fingerprint;
    if (known == null) {
      known = fingerprintOf(text);
      fingerprint = known;
    }
    return known;
  }

  /** A copy of the text as it was given. */
  public byte[] text() {
    return text.clone();
  }

  /** The fingerprint of a definitions text, which need not be valid. */
  public static String fingerprintOf(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
