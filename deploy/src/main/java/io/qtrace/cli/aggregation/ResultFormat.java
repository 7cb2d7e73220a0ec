package io.qtrace.cli.aggregation;

/** How {@code qtrace aggregate} prints results; the names are those on the command line. */
enum ResultFormat {
  table,
  json,
  csv
}
