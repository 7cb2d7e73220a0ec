package io.qtrace.simulator.build;

import io.qtrace.definition.Definitions;
import io.qtrace.simulator.event.TracePoint;
import io.qtrace.simulator.random.Seeds;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A binary of QEMU: a version, the events that it was built with, and the ids that they got. VMs of
 * one version share a build. Immutable.
 */
public final class Build {

  private final QemuVersion version;
  private final Map<TracePoint, EventCode> codes = new EnumMap<>(TracePoint.class);
  private final byte[] head;

  public Build(Definitions definitions, QemuVersion version, Seeds seeds) {
    this.version = version;
    var numbering = new Numbering(definitions, seeds.stream(0, "event ids of " + version.text()));
    this.head = numbering.head();
    for (var point : TracePoint.values()) {
      if (version.has(point)) {
        definitions
            .find(point.event())
            .filter(definition -> !definition.properties().contains("disable"))
            .ifPresent(
                definition ->
                    codes.put(
                        point, new EventCode(point, definition, numbering.id(point.event()))));
      }
    }
  }

  public QemuVersion version() {
    return version;
  }

  public boolean has(TracePoint point) {
    return codes.containsKey(point);
  }

  public Optional<EventCode> code(TracePoint point) {
    return Optional.ofNullable(codes.get(point));
  }

  /** What each of its simple traces begins with: the header and all mapping records. */
  public byte[] head() {
    return head;
  }
}
