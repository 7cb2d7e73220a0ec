package io.qtrace.topology.decode.definitions;

import io.qtrace.raw.ArgumentLayouts;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.raw.SimpleMapping;
import io.qtrace.raw.SimpleReader;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which event id is which event, by the digest of the header and mapping records that say so: once
 * for all files of a build, for as long as a source has it. Thread-safe.
 */
public final class SharedMappings {

  private static final RawRecordHandler NOTHING =
      new RawRecordHandler() {
        @Override
        public void event(RawEvent event) {}

        @Override
        public void dropped(long timestampNs, int pid, long count) {}

        @Override
        public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {}

        @Override
        public void other(byte[] buffer, int from, int to) {}
      };

  /** Where the records of a digest are kept. */
  @FunctionalInterface
  public interface Records {

    /** Null if they are not there. */
    byte @Nullable [] read();
  }

  private final ArgumentLayouts layouts;
  private final Map<String, WeakReference<SimpleMapping>> byDigest = new HashMap<>();

  SharedMappings(ArgumentLayouts layouts) {
    this.layouts = layouts;
  }

  /** Has a reader read header and mapping records. */
  public static void teach(SimpleReader reader, byte[] records) {
    reader.read(records, 0, records.length, true, NOTHING);
  }

  /** A reader that knows nothing yet. */
  public SimpleReader newReader() {
    return new SimpleReader(layouts);
  }

  /**
   * What the records of a digest say, which are read only if no source has that mapping.
   *
   * @return null if they are not there
   */
  public synchronized @Nullable SimpleMapping of(String digest, Records records) {
    var known = byDigest.get(digest);
    var mapping = known == null ? null : known.get();
    if (mapping == null) {
      var bytes = records.read();
      if (bytes == null) {
        return null;
      }
      var reader = newReader();
      teach(reader, bytes);
      mapping = reader.mapping();
      byDigest.values().removeIf(reference -> reference.get() == null);
      byDigest.put(digest, new WeakReference<>(mapping));
    }
    return mapping;
  }
}
