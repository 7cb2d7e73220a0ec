package io.qtrace.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.fleet.Line;
import io.qtrace.fleet.VmHistory;
import io.qtrace.fleet.window.Columns;
import io.qtrace.fleet.window.Texts;
import io.qtrace.fleet.window.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One VM with its windows: the schema Vm. */
public final class VmJson {

  private final Texts texts;

  private VmJson(Texts texts) {
    this.texts = texts;
  }

  /**
   * The schema Vm.
   *
   * @param aggregations that have results of it
   */
  public static ByteBuffer vm(VmHistory vm, List<String> aggregations) {
    var windows = new VmJson(vm.texts());
    return Json.object(
        json -> {
          json.writeStringField("vm", vm.vm());
          json.writeStringField("host", vm.host());
          json.writeArrayFieldStart("windows");
          for (var line : vm.blocks()) {
            windows.write(json, line, Columns.OF_BLOCK);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("rollups");
          for (var line : vm.rollups()) {
            windows.write(json, line, Columns.OF_VM);
          }
          json.writeEndArray();
          Json.texts(json, "aggregations", aggregations);
        });
  }

  private void write(JsonGenerator json, Line line, Columns columns) throws IOException {
    for (var window : line.windows()) {
      json.writeStartObject();
      if (columns == Columns.OF_BLOCK) {
        json.writeStringField("block", line.block());
      }
      json.writeStringField("window", line.window());
      Json.time(json, "windowStart", window.startMs());
      Json.time(json, "windowEnd", window.startMs() + line.lengthMs());
      double rate = window.values()[columns.index("count")] * 1000.0 / line.lengthMs();
      json.writeNumberField("conversionsPerSecond", rate);
      members(json, columns, window);
      json.writeEndObject();
    }
  }

  private void members(JsonGenerator json, Columns columns, Window window) throws IOException {
    int at = 0;
    for (var column : columns.all()) {
      long value = window.values()[at++];
      switch (column.kind()) {
        case NUMBER -> Json.number(json, column.name(), value);
        case FLAG -> json.writeBooleanField(column.name(), value != 0);
        case TEXT -> json.writeStringField(column.name(), texts.text(value));
      }
    }
  }
}
