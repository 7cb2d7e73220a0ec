package io.qtrace.aggregation.spec;

import io.qtrace.yaml.WatchedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of aggregations. A change that cannot be read, or is wrong in itself, is logged and is
 * none. Thread-safe.
 */
public final class AggregationFile {

  private static final Logger log = LoggerFactory.getLogger(AggregationFile.class);
  private static final String STAY = "the aggregations before stay in force";

  private final Aggregations first;
  private final WatchedFile file;

  private AggregationFile(Path path, byte[] bytes) {
    this.first = Aggregations.parse(path.toString(), bytes);
    this.file = new WatchedFile(path, bytes);
  }

  /**
   * @throws InvalidAggregationsException with everything that is wrong with the file in itself
   * @throws IOException if it cannot be read
   */
  public static AggregationFile open(Path path) throws IOException {
    return new AggregationFile(path, WatchedFile.read(path));
  }

  public Path path() {
    return file.path();
  }

  /** What it had when it was opened. */
  public Aggregations first() {
    return first;
  }

  /** Looks at it again; empty unless it has changed and is sound in itself. */
  public Optional<Aggregations> look() {
    var bytes = file.change(why -> log.error("{} {}; {}", path(), why, STAY));
    try {
      return bytes.map(changed -> Aggregations.parse(path().toString(), changed));
    } catch (InvalidAggregationsException e) {
      refused(e);
      return Optional.empty();
    }
  }

  /** Says that its last change is not put in force. */
  public void refused(InvalidAggregationsException why) {
    log.error("{} has changed, but has {}; {}\n{}", path(), why.count(), STAY, why.getMessage());
  }
}
