package io.qtrace.topology.attribute;

import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.topology.flow.Names;
import io.qtrace.topology.flow.VmFacts;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Layouts in; what they tell about a VM's memory out. */
public final class LayoutProcessor extends ContextualProcessor<byte[], byte[], byte[], VmFacts> {

  private static final Logger log = LoggerFactory.getLogger(LayoutProcessor.class);

  @Override
  public void process(Record<byte[], byte[]> layout) {
    if (layout.key() == null) {
      log.warn("a layout without a key is of no VM, and is left out");
      return;
    }
    if (layout.key().length > Names.MAX_BYTES) {
      log.warn(
          "a layout is left out: its VM's name has {} bytes; at most {} are taken",
          layout.key().length,
          Names.MAX_BYTES);
      return;
    }
    var vm = new String(layout.key(), StandardCharsets.UTF_8);
    var facts = new MemoryFacts();
    try {
      if (layout.value() != null) {
        facts.layout(LayoutReader.read(layout.value()));
      }
    } catch (IllegalArgumentException e) {
      log.warn("the layout of VM {} is left out: {}", vm, e.getMessage());
      return;
    }
    long timestampMs = layout.timestamp();
    var told = new VmFacts(vm, facts.toByteArray(), VmFacts.Kind.LAYOUT, timestampMs, timestampMs);
    context().forward(new Record<>(layout.key(), told, timestampMs));
  }
}
