package io.qtrace.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Results of an aggregation that somebody has declared: groups and measures are its own. */
final class MmioRate {

  static final String NAME = "mmio-rate";
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** As the stage would write it, see {@code ResultSchema}. */
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "MmioRate", "namespace": "io.qtrace.aggregation",
               "doc": "how often the guest reads and writes each memory region that QEMU emulates",
               "aggregation": "mmio-rate", "fields": [
                {"name": "vm", "type": "string", "default": ""},
                {"name": "host", "type": "string", "default": ""},
                {"name": "name", "type": ["null", "string"], "default": null},
                {"name": "direction", "type": ["null", "string"], "default": null},
                {"name": "window", "type": "string", "default": ""},
                {"name": "windowStart", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0},
                {"name": "windowEnd", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0},
                {"name": "accesses", "type": "long", "default": 0},
                {"name": "perSecond", "type": "double", "default": 0},
                {"name": "overflow", "type": "boolean", "default": false},
                {"name": "others", "type": "boolean", "default": false},
                {"name": "overflowGroups", "type": "long", "default": 0},
                {"name": "approximate", "type": "boolean", "default": false},
                {"name": "saturated", "type": "boolean", "default": false},
                {"name": "failed", "type": "long", "default": 0},
                {"name": "lateEvents", "type": "long", "default": 0},
                {"name": "droppedEvents", "type": "long", "default": 0},
                {"name": "complete", "type": "boolean", "default": true},
                {"name": "definition", "type": "string", "default": ""}]}
              """);

  private MmioRate() {}

  /** Results of windows up to this one, of three regions in two directions. */
  static List<GenericRecord> until(Instant last, int windows) {
    var results = new ArrayList<GenericRecord>();
    for (int i = windows - 1; i >= 0; i--) {
      var start = last.minus(WINDOW.multipliedBy(i));
      for (var region : List.of("pcspk", "pci-conf-idx", "apic-msi")) {
        results.add(result(start, region, "read"));
        results.add(result(start, region, "write"));
      }
    }
    return results;
  }

  private static GenericRecord result(Instant start, String region, String direction) {
    double wave = 1 + 0.3 * Math.sin(start.getEpochSecond() / 40.0 + direction.length());
    long accesses = Math.round(wave * 4000 * region.length());
    return new GenericRecordBuilder(new GenericData.Record(SCHEMA))
        .set("vm", ManyVms.name(0))
        .set("host", "host-00")
        .set("name", region)
        .set("direction", direction)
        .set("window", "10s")
        .set("windowStart", start.toEpochMilli())
        .set("windowEnd", start.plus(WINDOW).toEpochMilli())
        .set("accesses", accesses)
        .set("perSecond", accesses / 10.0)
        .build();
  }
}
