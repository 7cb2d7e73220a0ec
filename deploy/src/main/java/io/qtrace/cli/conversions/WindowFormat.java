package io.qtrace.cli.conversions;

/** How {@code qtrace conversions} prints windows; the names are those on the command line. */
enum WindowFormat {
  table,
  json,
  csv
}
