package io.qtrace.web.api;

import io.qtrace.fleet.Fleet;
import io.qtrace.fleet.read.History;
import io.qtrace.fleet.read.History.Found;
import io.qtrace.fleet.read.History.Mark;
import io.qtrace.fleet.read.History.Wanted;
import io.qtrace.fleet.result.KnownAggregation;
import io.qtrace.text.Reasons;
import io.qtrace.web.json.FleetJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results that are read from their topics, a few requests at a time. */
final class Past {

  static final Set<String> OF_WINDOWS =
      Set.of("vm", "block", "length", "from", "to", "limit", "cursor");
  static final Set<String> OF_RESULTS = Set.of("vm", "from", "to", "limit", "cursor");

  private static final Logger LOG = LoggerFactory.getLogger(Past.class);
  private static final int AT_A_TIME = 3;
  private static final String RESULTS = "/results";
  private static final Pattern MARK = Pattern.compile("(\\d{1,6})-(\\d{1,18})");

  private final Fleet fleet;
  private final History history;
  private final Semaphore turns = new Semaphore(AT_A_TIME);

  Past(Fleet fleet, History history) {
    this.fleet = fleet;
    this.history = history;
  }

  ByteBuffer windows(Query query) {
    var vm = query.required("vm", "vm=vm-7");
    var block = query.text("block");
    var length = query.text("length");
    var wanted = wanted(query, Optional.of(vm));
    var found =
        read(
            () ->
                history.windows(
                    wanted,
                    window ->
                        (block.isEmpty() || block.get().equals(window.getBlock()))
                            && (length.isEmpty() || length.get().equals(window.getWindow()))));
    return FleetJson.page("windows", found.results(), cursor(found));
  }

  ByteBuffer results(Query query) {
    var known = known(query.name());
    var vm = query.text("vm");
    if (query.time("from").isEmpty() && query.time("to").isEmpty()) {
      var kept =
          fleet.results(known.name()).stream()
              .filter(result -> vm.isEmpty() || vm.get().equals(result.vm()))
              .toList();
      return FleetJson.results(Lists.page(kept, query), Lists.next(kept, query));
    }
    var wanted = wanted(query, vm);
    Found<IndexedRecord> found = read(() -> history.results(known.topic(), wanted));
    return FleetJson.page("results", found.results(), cursor(found));
  }

  private KnownAggregation known(String path) {
    var name = path.endsWith(RESULTS) ? path.substring(0, path.length() - RESULTS.length()) : "";
    return fleet.aggregations().stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    404,
                    "No such aggregation has results",
                    "/api/v1/aggregations has those that do; ask for NAME/results."));
  }

  private static Wanted wanted(Query query, Optional<String> vm) {
    long from = query.time("from").orElse(0L);
    long to = query.time("to").orElse(Long.MAX_VALUE / 2);
    if (from >= to) {
      throw new Refusal(400, "'from' is not before 'to'", "Give an earlier 'from'.");
    }
    return new Wanted(vm, from, to, query.text("cursor").map(Past::mark), query.limit());
  }

  private static Mark mark(String cursor) {
    var parts = MARK.matcher(cursor);
    if (!parts.matches()) {
      throw new Refusal(
          400, "The cursor is none of this list", "Give that of the page before, as it was.");
    }
    return new Mark(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
  }

  private static @Nullable String cursor(Found<?> found) {
    return found.next().map(mark -> mark.partition() + "-" + mark.offset()).orElse(null);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    if (!turns.tryAcquire()) {
      throw new Refusal(503, "Others are reading from Kafka", "Ask again in a few seconds.");
    }
    try {
      return reading.read();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Reading results on demand failed: {}", Reasons.of(e));
      throw new Refusal(
          503,
          "The results cannot be read from Kafka now",
          "Ask again; the server's log says why.");
    } finally {
      turns.release();
    }
  }
}
