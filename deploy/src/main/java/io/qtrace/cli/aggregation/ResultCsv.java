package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.spec.Aggregation;
import io.qtrace.aggregation.window.Result;
import io.qtrace.cli.format.Csv;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results as CSV. There is a column for each field of any aggregation; what an aggregation does not
 * have is empty.
 */
final class ResultCsv implements ResultPrinter {

  private final List<String> columns;
  private final Csv csv;

  /** Does not close {@code out}. */
  ResultCsv(OutputStream out, List<Aggregation> aggregations) throws IOException {
    var all = new LinkedHashSet<String>();
    aggregations.forEach(aggregation -> all.addAll(aggregation.resultFields()));
    columns = List.copyOf(all);
    csv = new Csv(out, false, columns);
  }

  @Override
  public void print(Result result) throws IOException {
    var line = new ArrayList<@Nullable Object>();
    columns.forEach(column -> line.add(result.values().get(column)));
    csv.line(line);
  }

  @Override
  public void flush() throws IOException {
    csv.flush();
  }
}
