package io.qtrace.topology.decode.source;

import io.qtrace.log.LogReader;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import java.util.LinkedHashMap;
import java.util.Map;

/** One task's log readers: one per definitions, since lines need no memory of their source. */
public final class LogReaders {

  private static final int MAX_READERS = 16;

  /** As many as those of QEMU with all its targets have. */
  private static final int MAX_EVENTS = MAX_READERS * 6000;

  private final Map<CompiledDefinitions, LogReader> readers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CompiledDefinitions, LogReader> eldest) {
          return size() > MAX_READERS || (size() > 1 && events() > MAX_EVENTS);
        }
      };

  private int events() {
    return readers.keySet().stream().mapToInt(of -> of.definitions().events().size()).sum();
  }

  /** Reads whole lines. */
  public void read(CompiledDefinitions definitions, byte[] lines, RawRecordHandler handler) {
    readers
        .computeIfAbsent(definitions, absent -> new LogReader(absent.definitions()))
        .read(lines, 0, lines.length, true, handler);
  }
}
