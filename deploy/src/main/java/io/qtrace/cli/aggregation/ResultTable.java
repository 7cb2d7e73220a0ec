package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.window.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as tables for people: a line each, under a head whenever the aggregation changes. */
final class ResultTable implements ResultPrinter {

  private static final String TIME = "%-24s ";
  private static final int WINDOW_WIDTH = 6;
  private static final int GROUP_WIDTH = 24;
  private static final int NUMBER_WIDTH = 14;

  private final OutputStream out;
  private @Nullable Aggregation current;

  ResultTable(OutputStream out) {
    this.out = out;
  }

  @Override
  public void print(Result result) throws IOException {
    if (current == null || !result.aggregation().title().equals(current.title())) {
      write((current == null ? "" : "\n") + head(result.aggregation()));
      current = result.aggregation();
    }
    write(line(result));
  }

  private static String head(Aggregation of) {
    var head = new StringBuilder(of.title() + "\n" + TIME.formatted("window start"));
    of.session().ifPresent(session -> head.append(TIME.formatted("window end")));
    head.append(window(of, "window"));
    of.groupFields().forEach(field -> head.append(" ").append(left(field)));
    numbers(of).forEach(field -> head.append(" ").append(right(field)));
    return head + "  complete\n";
  }

  /** Where windows end goes by where they begin, but for sessions. */
  private static String window(Aggregation of, String window) {
    int width = of.windowNames().stream().mapToInt(String::length).reduce(WINDOW_WIDTH, Math::max);
    return String.format("%" + width + "s ", window);
  }

  private static List<String> numbers(Aggregation of) {
    var numbers = new ArrayList<String>();
    of.measures().forEach(measure -> numbers.addAll(measure.fields()));
    return numbers;
  }

  private static String line(Result result) {
    var values = result.values();
    var of = result.aggregation();
    var line = new StringBuilder(TIME.formatted(values.get("windowStart")));
    of.session().ifPresent(session -> line.append(TIME.formatted(values.get("windowEnd"))));
    line.append(window(of, String.valueOf(values.get("window"))));
    var groups = of.groupFields();
    for (int i = 0; i < groups.size(); i++) {
      var value = values.get(groups.get(i));
      line.append(" ").append(left(value == null ? (i == 0 ? together(result) : "") : text(value)));
    }
    numbers(result.aggregation())
        .forEach(field -> line.append(" ").append(right(text(values.get(field)))));
    return line + "  " + complete(result) + "\n";
  }

  /** What a line stands for that is of no group of its own. */
  private static String together(Result result) {
    return Boolean.TRUE.equals(result.values().get("overflow"))
        ? "(%s more groups)".formatted(result.values().get("overflowGroups"))
        : Boolean.TRUE.equals(result.values().get("others"))
            ? "(all others)"
            : result.aggregation().isOfPairs() ? "(no pair)" : "(no state)";
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "-";
    }
    return value instanceof Long number
        ? String.format(Locale.ROOT, "%,d", number)
        : value instanceof Double number
            ? String.format(Locale.ROOT, "%,.3f", number)
            : value.toString();
  }

  private static String left(String text) {
    return String.format("%-" + GROUP_WIDTH + "s", text);
  }

  private static String right(String text) {
    return String.format("%" + NUMBER_WIDTH + "s", text);
  }

  private static String complete(Result result) {
    var missing = new ArrayList<String>();
    add(missing, "up to %,d events lost", result.values().get("droppedEvents"));
    add(missing, "%,d late", result.values().get("lateEvents"));
    add(missing, "%,d without a value", result.values().get("failed"));
    if (result.values().get("unsure") instanceof Double seconds && seconds > 0) {
      missing.add(String.format(Locale.ROOT, "%,.3f s unsure behind a loss", seconds));
    }
    var complete = missing.isEmpty() ? "yes" : "no: " + String.join(", ", missing);
    return complete + unpaired(result);
  }

  /** What found no other, in the window as a whole. */
  private static String unpaired(Result result) {
    var unpaired = new ArrayList<String>();
    add(unpaired, "ends without a start: %,d", result.values().get("unmatchedEnds"));
    add(unpaired, "starts without an end: %,d", result.values().get("unfinished"));
    add(unpaired, "abandoned: %,d", result.values().get("abandoned"));
    add(unpaired, "started again: %,d", result.values().get("restarted"));
    add(unpaired, "states forgotten: %,d", result.values().get("forgotten"));
    return unpaired.isEmpty() ? "" : "; " + String.join(", ", unpaired);
  }

  private static void add(List<String> missing, String text, @Nullable Object count) {
    if (count instanceof Long number && number > 0) {
      missing.add(String.format(Locale.ROOT, text, number));
    }
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
