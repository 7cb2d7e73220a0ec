package io.qtrace.cli.conversions;

import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.conversion.window.Rollups;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import org.apache.avro.Schema;

/**
 * Windows of RAM blocks as CSV, a column per field of the topic's records. Conversions without a
 * block stand in a line without a name.
 */
public final class WindowCsv implements WindowPrinter {

  private final Csv csv;

  /** Sums over the blocks of the window at hand. */
  private ConversionRollup blocks = new ConversionRollup();

  public WindowCsv(OutputStream out) throws IOException {
    var fields = RamBlockConversions.getClassSchema().getFields();
    csv = new Csv(out, false, fields.stream().map(Schema.Field::name).toList());
  }

  @Override
  public void block(RamBlockConversions window) throws IOException {
    Rollups.add(blocks, window);
    line(window);
  }

  private void line(RamBlockConversions window) throws IOException {
    var values = new ArrayList<Object>();
    for (var field : window.getSchema().getFields()) {
      values.add(window.get(field.pos()));
    }
    csv.line(values);
  }

  @Override
  public void vm(ConversionRollup window) throws IOException {
    if (window.getUnattributed() > 0) {
      var line = new RamBlockConversions();
      line.setVm(window.getVm());
      line.setHost(window.getHost());
      line.setWindowStart(window.getWindowStart());
      line.setWindowEnd(window.getWindowEnd());
      line.setToShared(window.getToShared() - blocks.getToShared());
      line.setToPrivate(window.getToPrivate() - blocks.getToPrivate());
      line.setBytesToShared(window.getBytesToShared() - blocks.getBytesToShared());
      line.setBytesToPrivate(window.getBytesToPrivate() - blocks.getBytesToPrivate());
      Rollups.setRates(line);
      line.setDroppedEvents(window.getDroppedEvents());
      line.setComplete(window.getComplete());
      line.setWindow(window.getWindow());
      line.setUnattributed(window.getUnattributed());
      line.setMissingEvents(window.getMissingEvents());
      line(line);
    }
    blocks = new ConversionRollup();
  }

  @Override
  public void flush() throws IOException {
    csv.flush();
  }
}
