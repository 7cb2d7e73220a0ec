package io.qtrace.security;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Everything that is logged from INFO on, by whatever library, with stack traces. */
final class CapturedLog implements AutoCloseable {

  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level levelBefore = root.getLevel();
  private final List<Appender> appendersBefore = new ArrayList<>(root.getAppenders().values());
  private final AbstractAppender appender =
      new AbstractAppender(
          "captured", null, PatternLayout.createDefaultLayout(), true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(toSerializable(event).toString());
          lines.add(String.valueOf(event.getThrown()));
        }
      };

  CapturedLog() {
    appender.start();
    appendersBefore.forEach(before -> root.removeAppender(before.getName()));
    root.addAppender(appender, null, null);
    root.setLevel(Level.INFO);
    context.updateLoggers();
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    root.removeAppender(appender.getName());
    appendersBefore.forEach(before -> root.addAppender(before, null, null));
    root.setLevel(levelBefore);
    context.updateLoggers();
  }
}
