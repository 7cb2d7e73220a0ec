package io.qtrace.cli.aggregation;

import io.qtrace.aggregation.window.Result;
import java.io.IOException;

/** Prints results as windows end. */
interface ResultPrinter {

  void print(Result result) throws IOException;

  /** Writes out what is held back. */
  void flush() throws IOException;
}
