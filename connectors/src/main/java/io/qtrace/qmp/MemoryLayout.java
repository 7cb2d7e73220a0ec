package io.qtrace.qmp;

import java.util.List;

/** RAM blocks, and which guest addresses they back. */
public record MemoryLayout(List<RamBlock> blocks, List<MappedRange> ranges) {

  public MemoryLayout {
    blocks = List.copyOf(blocks);
    ranges = List.copyOf(ranges);
  }
}
