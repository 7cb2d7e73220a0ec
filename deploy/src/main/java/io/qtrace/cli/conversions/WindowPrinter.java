package io.qtrace.cli.conversions;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import java.io.IOException;

/** Prints windows as they are closed. */
public interface WindowPrinter {

  void block(RamBlockConversions window) throws IOException;

  /** Behind the blocks of the window. */
  void vm(ConversionRollup window) throws IOException;

  /** Writes out what is held back. */
  void flush() throws IOException;
}
