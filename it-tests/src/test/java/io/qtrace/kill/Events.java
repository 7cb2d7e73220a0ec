package io.qtrace.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Utils;

/**
 * The typed events of a VM, as a multiset: of each its time and a hash of the rest, so that events
 * of two clocks can be compared once the difference of these is known.
 */
final class Events {

  /** Of JSON as {@code decode} and {@code tail} write it. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "\"timestamp\":\"[^\"]*\",\"timestampNs\":(-?\\d+),\"host\":\"[^\"]*\",\"vm\":\"([^\"]*)\"");

  private static final long PER_NS = 0x9e3779b97f4a7c15L;

  private long[] hashes = new long[1024];
  private long[] timesNs = new long[1024];
  private int count;
  private long firstNs = Long.MAX_VALUE;

  /** Adds a line to the events of its VM. */
  static void add(Map<String, Events> byVm, String json) {
    var origin = ORIGIN.matcher(json);
    if (!origin.find()) {
      throw new AssertionError("not a typed event: " + json);
    }
    var rest = json.substring(0, origin.start()) + json.substring(origin.end());
    byVm.computeIfAbsent(origin.group(2), vm -> new Events())
        .add(Long.parseLong(origin.group(1)), rest.strip());
  }

  private void add(long ns, String rest) {
    var bytes = rest.getBytes(StandardCharsets.UTF_8);
    long high = Utils.murmur2(bytes);
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * count);
      timesNs = Arrays.copyOf(timesNs, 2 * count);
    }
    hashes[count] = (high << 32) ^ Arrays.hashCode(bytes);
    timesNs[count] = ns;
    count++;
    firstNs = Math.min(firstNs, ns);
  }

  int count() {
    return count;
  }

  /** How much later this clock is. */
  long offsetNs(Events other) {
    return firstNs - other.firstNs;
  }

  /** What became of the expected events. */
  record Difference(int lost, int doubled) {}

  /** Doubled are also those that nobody expects. */
  Difference differenceTo(Events expected) {
    return difference(at(offsetNs(expected)), expected.at(0));
  }

  /**
   * The same, but for their times: a connector that is started anew reads the host's clocks anew,
   * and finds another difference between them, by some nanoseconds.
   */
  Difference differenceButForTimes(Events expected) {
    return difference(timeless(), expected.timeless());
  }

  private long[] timeless() {
    var all = Arrays.copyOf(hashes, count);
    Arrays.sort(all);
    return all;
  }

  /** Sorted, as of a clock that is so much later. */
  private long[] at(long offsetNs) {
    var all = new long[count];
    for (int i = 0; i < count; i++) {
      all[i] = hashes[i] + (timesNs[i] - offsetNs) * PER_NS;
    }
    Arrays.sort(all);
    return all;
  }

  private static Difference difference(long[] mine, long[] theirs) {
    int lost = 0;
    int doubled = 0;
    int i = 0;
    int k = 0;
    while (i < mine.length || k < theirs.length) {
      if (k == theirs.length || (i < mine.length && mine[i] < theirs[k])) {
        doubled++;
        i++;
      } else if (i == mine.length || mine[i] > theirs[k]) {
        lost++;
        k++;
      } else {
        i++;
        k++;
      }
    }
    return new Difference(lost, doubled);
  }

  /** What {@code decode} makes of a file. */
  static Events decoded(Path trace, Path definitions) throws IOException {
    var lines =
        Command.run(
            "decode",
            trace.toString(),
            "--definitions=" + definitions,
            "--format=json",
            "--clock-offset-ns=0",
            "--vm=decoded");
    if (lines.exitCode() != 0) {
      throw new IOException(lines.err());
    }
    var byVm = new HashMap<String, Events>();
    lines.out().lines().forEach(line -> add(byVm, line));
    return byVm.getOrDefault("decoded", new Events());
  }
}
