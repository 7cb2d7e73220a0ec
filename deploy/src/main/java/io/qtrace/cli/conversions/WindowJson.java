package io.qtrace.cli.conversions;

import io.qtrace.cli.format.ContractJson;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import java.io.IOException;
import java.io.OutputStream;

/** Windows as JSON lines: those of RAM blocks, then with {@code "scope":"vm"} the VM's. */
final class WindowJson implements WindowPrinter {

  private final ContractJson json;

  WindowJson(OutputStream out) {
    json = new ContractJson(out);
  }

  @Override
  public void block(RamBlockConversions window) throws IOException {
    json.write(window);
  }

  @Override
  public void vm(ConversionRollup window) throws IOException {
    json.write(window);
  }

  @Override
  public void flush() throws IOException {
    json.flush();
  }
}
