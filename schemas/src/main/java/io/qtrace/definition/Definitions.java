package io.qtrace.definition;

import io.qtrace.bytes.Sha256;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.text.Diagnostic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All events of one {@code trace-events} text, and the text's fingerprint. Immutable.
 *
 * <p>Indexes into {@link #events()} are this project's own. The event ids in a trace are the QEMU
 * binary's: they come with the trace as mapping records and cannot be derived from the text.
 */
public final class Definitions {

  private static final String SYSTEM = "/io/qtrace/definition/system.trace-events";

  private final byte[] text;
  private static final String GIVE_QEMUS = "give the trace-events-all of the traced QEMU";

  private final List<EventDefinition> events;
  private final List<RefusedDeclaration> refused;
  private final List<String> declaredNames;
  private final Map<String, Integer> indexes;

  /** By the name of an event that cannot be read. */
  private final Map<String, Diagnostic> refusals = new LinkedHashMap<>();

  /** Made on demand; two threads may make it twice. */
  private @Nullable String fingerprint;

  private Definitions(byte[] text, TraceEventsParser.Result read) {
    this.text = text;
    this.events = read.events();
    this.refused = read.refused();
    this.declaredNames = read.names();
    this.indexes = new HashMap<>(events.size() * 2);
    for (int i = 0; i < events.size(); i++) {
      indexes.put(events.get(i).name(), i);
    }
    for (var declaration : refused) {
      for (var name : declaration.events()) {
        if (!indexes.containsKey(name)) {
          refusals.putIfAbsent(name, declaration.problem());
        }
      }
    }
  }

  /**
   * Parses {@code trace-events} text, taken as UTF-8. A declaration that cannot be read costs its
   * own event only: see {@link #refused()}.
   *
   * @param file how messages call the text
   * @throws InvalidTraceEventsException naming the bad lines, if there is no event but for them, or
   *     there is no end to them
   */
  public static Definitions parse(String file, byte[] text) {
    return new Definitions(
        text.clone(), TraceEventsParser.read(file, new String(text, StandardCharsets.UTF_8)));
  }

  /**
   * Parses a file that somebody named.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and what to do, if it has no
   *     event
   */
  public static Definitions parseNamed(String file, byte[] text) {
    try {
      var definitions = parse(file, text);
      if (definitions.events.isEmpty() && definitions.refused.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no event is declared in it; %s".formatted(file, GIVE_QEMUS));
      }
      return definitions;
    } catch (InvalidTraceEventsException e) {
      var message =
          e.declaresNothing()
              ? "%s: no line of it declares a trace event; %s".formatted(file, GIVE_QEMUS)
              : e.getMessage();
      throw new IllegalArgumentException(message, e);
    }
  }

  /** The built-in definitions: QEMU's {@code system} group, and KVM's page conversions. */
  public static Definitions system() {
    try (var in = Definitions.class.getResourceAsStream(SYSTEM)) {
      if (in == null) {
        throw new IllegalStateException(SYSTEM + " is missing from the jar; build it again");
      }
      var text = in.readAllBytes();
      return parse("system", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In declaration order; an event declared twice in the same way appears once. */
  public List<EventDefinition> events() {
    return events;
  }

  /** The declarations that cannot be read, in the order of the text. */
  public List<RefusedDeclaration> refused() {
    return refused;
  }

  /**
   * The names of all events that are declared, in the order of the text: also of those that cannot
   * be read, and as often as they are declared. tracetool numbers events in this order where
   * nothing else says which is which. Empty where not even the name can be read.
   */
  public List<String> declaredNames() {
    return declaredNames;
  }

  /**
   * Says what is refused, with carets.
   *
   * @param most declarations that are shown; the rest is a count
   * @return empty if all can be read
   */
  public Optional<String> warning(int most) {
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    var lines = new ArrayList<String>();
    lines.add(
        "%d %s cannot be read; records of these events are rejected, all others are read"
            .formatted(refused.size(), refused.size() == 1 ? "declaration" : "declarations"));
    refused.stream().limit(most).forEach(one -> lines.add(one.problem().asWarning()));
    if (refused.size() > most) {
      lines.add("… and %d more".formatted(refused.size() - most));
    }
    return Optional.of(String.join("\n", lines));
  }

  /** Names of the events that are declared but cannot be read. */
  public List<String> refusedEvents() {
    return List.copyOf(refusals.keySet());
  }

  /**
   * In one line, why the records of an event cannot be read, and where it is declared; empty if
   * they can, or it is not declared.
   */
  public Optional<String> explainRefusal(String event) {
    return Optional.ofNullable(refusals.get(event))
        .map(
            problem ->
                "event '%s' is declared in a way that cannot be read (%s: %s)"
                    .formatted(event, problem.at(), problem.message()));
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
    return Sha256.of(text);
  }
}
