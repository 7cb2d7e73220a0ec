package io.qtrace.cli.console;

import io.qtrace.secret.Secrets;
import java.util.List;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.pattern.ConverterKeys;
import org.apache.logging.log4j.core.pattern.LogEventPatternConverter;
import org.apache.logging.log4j.core.pattern.PatternConverter;
import org.apache.logging.log4j.core.pattern.PatternFormatter;

/**
 * {@code %masked{…}} in a pattern of the log: what is in it without {@linkplain Secrets secrets},
 * whoever logs it.
 */
@Plugin(name = "masked", category = PatternConverter.CATEGORY)
@ConverterKeys("masked")
public final class MaskingConverter extends LogEventPatternConverter {

  private final List<PatternFormatter> formatters;

  private MaskingConverter(List<PatternFormatter> formatters) {
    super("masked", "masked");
    this.formatters = formatters;
  }

  /** For log4j. */
  public static MaskingConverter newInstance(Configuration configuration, String[] options) {
    return new MaskingConverter(
        PatternLayout.createPatternParser(configuration)
            .parse(options.length > 0 ? options[0] : ""));
  }

  @Override
  public void format(LogEvent event, StringBuilder to) {
    var text = new StringBuilder();
    formatters.forEach(formatter -> formatter.format(event, text));
    to.append(Secrets.masked(text.toString()));
  }

  /** Else the layout adds the stack trace itself, unmasked. */
  @Override
  public boolean handlesThrowable() {
    return formatters.stream().anyMatch(PatternFormatter::handlesThrowable);
  }
}
