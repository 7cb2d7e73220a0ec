package io.qtrace.embedded.broker;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Exit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * What is said on the terminal when the broker ends this JVM. Kafka does that, without a word but
 * in the log, where it cannot go on: its disk is full, or what is on it makes no sense.
 */
final class LastWords {

  /**
   * The last error of the log, and the last one with an exception: that is more often the cause.
   */
  private static final AtomicReference<@Nullable Problem> LAST = new AtomicReference<>();

  private static final AtomicReference<@Nullable Problem> LAST_THROWN = new AtomicReference<>();

  private static final long LONG_AGO_NANOS = TimeUnit.MINUTES.toNanos(1);

  private record Problem(long nanos, String text) {}

  /** By partition, from which offset on. */
  private static final Map<String, String> CUTS = new ConcurrentSkipListMap<>();

  /** Kafka's LogLoader. */
  private static final Pattern CUT_OFF =
      Pattern.compile(
          "partition=(\\S+), .*Corruption found in segment .* truncating to offset (\\d+)");

  private LastWords() {}

  /**
   * From now on.
   *
   * @param directory the broker's
   */
  static void announce(Path directory) {
    LAST.set(null);
    LAST_THROWN.set(null);
    remember();
    // A full disk makes log4j print a stack trace on stderr for each line that it cannot write.
    StatusLogger.getLogger().getFallbackListener().setLevel(Level.OFF);
    Exit.setHaltProcedure(
        (status, message) -> {
          say(directory, message);
          Runtime.getRuntime().halt(status);
        });
  }

  private static void remember() {
    var appender =
        new AbstractAppender("last words", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            note(event);
          }
        };
    appender.start();
    var context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().addAppender(appender, Level.WARN, null);
    context.updateLoggers();
  }

  private static void note(LogEvent event) {
    var message = event.getMessage().getFormattedMessage();
    var cut = CUT_OFF.matcher(message);
    if (event.getLevel().isMoreSpecificThan(Level.ERROR)) {
      var thrown = event.getThrown();
      var at = System.nanoTime();
      LAST.set(new Problem(at, message));
      if (thrown != null) {
        LAST_THROWN.set(new Problem(at, BrokerDamage.reasons(thrown)));
      }
    } else if (cut.find()) {
      CUTS.put(cut.group(1), cut.group(2));
    }
  }

  /** Says what the broker has cut off its topics at its start: Kafka says it to the log alone. */
  static void tellCuts(Path directory) {
    if (!CUTS.isEmpty()) {
      var cuts =
          CUTS.entrySet().stream()
              .map(cut -> "%s from offset %s on".formatted(cut.getKey(), cut.getValue()))
              .collect(Collectors.joining(", "));
      System.err.printf(
          "qtrace: the broker has cut off what was damaged in %s: %s; after a kill or a crash that is what was"
              + " being written, and nothing acknowledged is lost; else put back a copy of the data directory,"
              + " or send the traces again (docs/operations.md, \"A damaged data directory\")%n",
          directory, cuts);
      CUTS.clear();
    }
  }

  private static void say(Path directory, @Nullable String message) {
    var reason = message == null ? "it does not say why" : message;
    for (var error : Arrays.asList(LAST.get(), LAST_THROWN.get())) {
      if (error != null && System.nanoTime() - error.nanos < LONG_AGO_NANOS) {
        reason = error.text;
      }
    }
    System.err.println("qtrace: the broker has ended: " + BrokerDamage.sentence(directory, reason));
    System.err.flush();
  }
}
