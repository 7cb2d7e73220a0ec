package io.qtrace.cli.conversions;

import io.qtrace.cli.format.Csv;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.window.Rollups;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Windows of RAM blocks as CSV, a column per field of the topic's records, and then columns of the
 * VM. Conversions without a block, and what only the VM has, stand in a line without a name.
 */
final class WindowCsv implements WindowPrinter {

  /** The same in all lines of the VM's window. */
  private static final List<String> OF_VM =
      List.of("phase", "vcpus", "vcpuConversions", "mostOfOneVcpu");

  /** Once in the VM's window, so that they can be summed up. */
  private static final List<String> ONCE =
      List.of("refused", "failedDiscards", "restarts", "resets", "stops", "continues");

  private final Csv csv;

  /** Of the window at hand. */
  private final List<RamBlockConversions> blocks = new ArrayList<>();

  WindowCsv(OutputStream out) throws IOException {
    var fields = RamBlockConversions.getClassSchema().getFields().stream().map(Schema.Field::name);
    var ofVm = Stream.concat(OF_VM.stream(), ONCE.stream());
    csv = new Csv(out, false, Stream.concat(fields, ofVm).toList());
  }

  @Override
  public void block(RamBlockConversions window) {
    blocks.add(window);
  }

  @Override
  public void vm(ConversionRollup window) throws IOException {
    for (var block : blocks) {
      line(block, window);
    }
    boolean hasMore = ONCE.stream().anyMatch(field -> (long) window.get(field) > 0);
    if (window.getUnattributed() > 0 || blocks.isEmpty() || hasMore) {
      line(withoutBlock(window), window);
    }
    blocks.clear();
  }

  private RamBlockConversions withoutBlock(ConversionRollup window) {
    var sum = new ConversionRollup();
    blocks.forEach(block -> Rollups.add(sum, block));
    var rest = new RamBlockConversions();
    rest.setVm(window.getVm());
    rest.setHost(window.getHost());
    rest.setBlock("");
    rest.setWindowStart(window.getWindowStart());
    rest.setWindowEnd(window.getWindowEnd());
    rest.setToShared(window.getToShared() - sum.getToShared());
    rest.setToPrivate(window.getToPrivate() - sum.getToPrivate());
    rest.setBytesToShared(window.getBytesToShared() - sum.getBytesToShared());
    rest.setBytesToPrivate(window.getBytesToPrivate() - sum.getBytesToPrivate());
    Rollups.setRates(rest);
    rest.setDroppedEvents(window.getDroppedEvents());
    rest.setComplete(window.getComplete());
    rest.setWindow(window.getWindow());
    rest.setUnattributed(window.getUnattributed());
    rest.setMissingEvents(window.getMissingEvents());
    return rest;
  }

  private void line(RamBlockConversions block, ConversionRollup vm) throws IOException {
    var values = new ArrayList<Object>();
    for (var field : block.getSchema().getFields()) {
      values.add(block.get(field.pos()));
    }
    OF_VM.forEach(field -> values.add(vm.get(field)));
    ONCE.forEach(field -> values.add(block.getBlock().isEmpty() ? vm.get(field) : ""));
    csv.line(values);
  }

  @Override
  public void flush() throws IOException {
    csv.flush();
  }
}
