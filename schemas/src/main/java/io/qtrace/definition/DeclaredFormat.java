package io.qtrace.definition;

import io.qtrace.definition.scan.CString;
import io.qtrace.definition.scan.LineScanner;
import io.qtrace.format.ArgumentKind;
import io.qtrace.format.CFormat;
import io.qtrace.format.InvalidFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The format behind a declaration.
 *
 * @param string null when the declaration has none
 */
record DeclaredFormat(@Nullable CString string) {

  /** Reads to the end of the line: one format, or the two of a {@code tcg} event. */
  static List<DeclaredFormat> read(LineScanner line, boolean tcg) {
    var formats = new ArrayList<DeclaredFormat>();
    formats.add(one(line));
    if (tcg) {
      line.expect(',');
      formats.add(one(line));
    }
    if (!line.atEnd()) {
      throw line.error(
          line.found(), "nothing may follow the format, but found " + line.foundText());
    }
    return formats;
  }

  private static DeclaredFormat one(LineScanner line) {
    if (line.atEnd()) {
      return new DeclaredFormat(null);
    }
    if (line.peek() != '"') {
      throw line.error(
          line.found(), "expected the format, a string, but found " + line.foundText());
    }
    return new DeclaredFormat(CString.read(line));
  }

  @Nullable String text() {
    return string == null ? null : string.text();
  }

  /** What C would not compile, and what this project could not read back. */
  void check(LineScanner line, List<Argument> arguments) {
    if (string == null) {
      return;
    }
    try {
      var kinds = new ArrayList<ArgumentKind>();
      for (var argument : arguments) {
        kinds.add(argument.type().formatKind());
      }
      CFormat.parse(string.text()).requirePrints(kinds);
    } catch (InvalidFormatException e) {
      throw line.error(string.source(e.from(), e.to()), e.problem());
    }
  }

  /** tracetool prints the hidden argument of {@code vcpu} events in front of the rest. */
  String behindCpu() {
    return "cpu=%p " + (string == null ? "" : string.text());
  }
}
