package io.qtrace.topology.decode.definitions;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.scan.InvalidTraceEventsException;
import io.qtrace.task.LastUsed;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Definitions by fingerprint, compiled once for all threads. Thread-safe. */
public final class DefinitionsCatalog {

  /** What is known about a fingerprint. */
  sealed interface Lookup {}

  public record Found(CompiledDefinitions definitions) implements Lookup {}

  /** Not published yet. */
  record Missing() implements Lookup {}

  /**
   * Published, but of no use.
   *
   * @param problem what is wrong, a line or more
   */
  public record Invalid(String problem) implements Lookup {}

  private static final Logger log = LoggerFactory.getLogger(DefinitionsCatalog.class);

  /** One per QEMU build in a fleet, about 10 MB each. */
  private static final int MAX_COMPILED = 32;

  /** As many as those have. */
  private static final int MAX_EVENTS = MAX_COMPILED * 6000;

  private static final int MAX_PROBLEM_LINES = 5;
  private static final int MAX_PROBLEMS = 5;

  private final CompiledDefinitions defaults;
  private final Map<String, Lookup> byFingerprint = new LastUsed<>(MAX_COMPILED);

  /**
   * Those that were made room for while a source still had them: compiled again, there would be
   * another copy for each source.
   */
  private final Map<String, WeakReference<CompiledDefinitions>> inUse = new HashMap<>();

  public DefinitionsCatalog(Definitions defaults) {
    this.defaults = new CompiledDefinitions(defaults);
    warn(defaults);
  }

  private static void warn(Definitions definitions) {
    definitions
        .warning(MAX_PROBLEMS)
        .ifPresent(text -> log.warn("definitions {}: {}", definitions.fingerprint(), text));
  }

  /**
   * Looks definitions up.
   *
   * @param fingerprint null for a record that names none: the default definitions
   * @param published texts by fingerprint
   */
  public synchronized Lookup find(
      @Nullable String fingerprint, ReadOnlyKeyValueStore<String, byte[]> published) {
    if (fingerprint == null || fingerprint.equals(defaults.definitions().fingerprint())) {
      return new Found(defaults);
    }
    var known = byFingerprint.get(fingerprint);
    if (known != null) {
      return known;
    }
    var lookup = inUse(fingerprint);
    if (lookup == null) {
      var text = published.get(fingerprint);
      if (text == null) {
        return new Missing();
      }
      lookup = compile(fingerprint, text);
      if (lookup instanceof Found found) {
        remember(fingerprint, found.definitions());
      }
    }
    byFingerprint.put(fingerprint, lookup);
    makeRoom();
    return lookup;
  }

  private @Nullable Lookup inUse(String fingerprint) {
    var reference = inUse.get(fingerprint);
    var definitions = reference == null ? null : reference.get();
    return definitions == null ? null : new Found(definitions);
  }

  private void remember(String fingerprint, CompiledDefinitions definitions) {
    inUse.values().removeIf(reference -> reference.get() == null);
    inUse.put(fingerprint, new WeakReference<>(definitions));
  }

  private void makeRoom() {
    int events = byFingerprint.values().stream().mapToInt(DefinitionsCatalog::events).sum();
    var eldest = byFingerprint.values().iterator();
    while (events > MAX_EVENTS) {
      events -= events(eldest.next());
      eldest.remove();
    }
  }

  private static int events(Lookup lookup) {
    return lookup instanceof Found found ? found.definitions().definitions().events().size() : 0;
  }

  /** A text was published: what was known about its fingerprint may be outdated. */
  public synchronized void published(String fingerprint) {
    if (byFingerprint.get(fingerprint) instanceof Invalid) {
      byFingerprint.remove(fingerprint);
    }
  }

  private static Lookup compile(String fingerprint, byte[] text) {
    var actual = Definitions.fingerprintOf(text);
    if (!actual.equals(fingerprint.toLowerCase(Locale.ROOT))) {
      return invalid(
          fingerprint,
          "the text under this fingerprint has the fingerprint %s; publish it again"
              .formatted(actual));
    }
    try {
      var name = "definitions " + fingerprint.substring(0, 12);
      var definitions = Definitions.parse(name, text);
      warn(definitions);
      return new Found(new CompiledDefinitions(definitions));
    } catch (InvalidTraceEventsException e) {
      var lines = String.valueOf(e.getMessage()).lines().toList();
      var shown = String.join("\n", lines.subList(0, Math.min(MAX_PROBLEM_LINES, lines.size())));
      return invalid(fingerprint, shown);
    }
  }

  private static Invalid invalid(String fingerprint, String problem) {
    log.error(
        "definitions {} cannot be used, raw records that name them become dead letters: {}",
        fingerprint,
        problem);
    return new Invalid(problem);
  }
}
