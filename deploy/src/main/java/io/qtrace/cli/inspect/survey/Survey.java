package io.qtrace.cli.inspect.survey;

import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.definition.Definitions;
import io.qtrace.log.PrefixSurvey;
import io.qtrace.log.lookalike.LookAlikeCount;
import io.qtrace.log.lookalike.LookAlikes;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RawEvent;
import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.TraceFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is in one trace, as certain definitions have it. Not thread-safe. */
public final class Survey implements RawRecordHandler {

  private static final int DAMAGE_KEPT = 5;

  /** What stands in front of so many lines tells what does in front of all. */
  private static final int PREFIXES_LOOKED_AT = 10_000;

  /**
   * Something that could not be decoded.
   *
   * @param offsetBytes where it begins in the uncompressed trace; -1 if it was put together of
   *     pieces, or a message of several lines carried it
   */
  public record Damage(Rejection reason, String detail, long offsetBytes) {}

  /**
   * @param perSecond of the time from the trace's first event to its last; 0 if that is no 0.1 s
   */
  public record EventCount(String event, long count, double perSecond) {}

  private final Definitions definitions;
  private final TraceFormat format;
  private final TraceDecoder decoder;
  private final Build build = new Build();
  private final Times times = new Times();
  private final PrefixSurvey prefixSurvey;
  private final Map<String, Long> prefixes = new LinkedHashMap<>();
  private final LookAlikeCount others;
  private final long[] counts;
  private final Map<Rejection, long[]> rejected = new EnumMap<>(Rejection.class);
  private final List<Damage> damage = new ArrayList<>();
  private long events;
  private long droppedRecords;
  private long lostEvents;
  private long crLines;
  private int prefixesLookedAt;

  /**
   * @param decoder that calls this, to tell offsets
   */
  public Survey(Definitions definitions, TraceFormat format, TraceDecoder decoder) {
    this.definitions = definitions;
    this.format = format;
    this.decoder = decoder;
    prefixSurvey = new PrefixSurvey(definitions);
    others = new LookAlikeCount(new LookAlikes(definitions));
    counts = new long[definitions.events().size()];
  }

  @Override
  public void event(RawEvent event) {
    events++;
    counts[event.definition]++;
    times.add(event.clock, event.timestampNs);
    line(event.buffer, event.from, event.to);
  }

  @Override
  public void dropped(long timestampNs, int pid, long count) {
    droppedRecords++;
    lostEvents += count;
  }

  @Override
  public void rejected(Rejection reason, String detail, byte[] buffer, int from, int to) {
    var count = rejected.computeIfAbsent(reason, r -> new long[2]);
    count[0]++;
    count[1] += to - from;
    if (damage.size() < DAMAGE_KEPT) {
      damage.add(new Damage(reason, detail, decoder.positionOf(buffer, from)));
    }
    if (format == TraceFormat.SIMPLE && isWholeRecord(reason)) {
      long timestampNs = build.timestampNs(buffer, from, to);
      times.add(Clock.ofSimple(timestampNs), timestampNs);
    }
    line(buffer, from, to);
  }

  /** A record of an event that is not known has its time all the same. */
  private static boolean isWholeRecord(Rejection reason) {
    return reason == Rejection.UNKNOWN_EVENT
        || reason == Rejection.UNMAPPED_ID
        || reason == Rejection.MISMATCH;
  }

  @Override
  public void other(byte[] buffer, int from, int to) {
    long alike = others.alike();
    others.add(buffer, from, to);
    if (others.alike() > alike) {
      line(buffer, from, to);
    }
  }

  private void line(byte[] b, int from, int to) {
    if (format != TraceFormat.LOG) {
      return;
    }
    if (to > from && b[to - 1] == '\r') {
      crLines++;
    }
    if (prefixesLookedAt < PREFIXES_LOOKED_AT) {
      prefixesLookedAt++;
      var names = prefixSurvey.of(b, from, to);
      prefixes.merge(names.isEmpty() ? "none" : String.join(", ", names), 1L, Long::sum);
    }
  }

  @Override
  public void header(byte[] buffer, int from, int to) {
    build.header(buffer, from, to);
  }

  @Override
  public void mapping(byte[] buffer, int from, int to) {
    build.mapping(buffer, from, to);
  }

  public Build build() {
    return build;
  }

  public Times times() {
    return times;
  }

  /** Decoded ones. */
  public long events() {
    return events;
  }

  public long droppedRecords() {
    return droppedRecords;
  }

  /** By QEMU's own notes. */
  public long lostEvents() {
    return lostEvents;
  }

  /** Whether there is anything that definitions can be tried on. */
  public boolean hasDecodables() {
    return events + undecoded() > 0;
  }

  /** Lines that are no events, and those that look like some. */
  public LookAlikeCount others() {
    return others;
  }

  /** How many of the event lines end with a carriage return. */
  public long crLines() {
    return crLines;
  }

  /** Records and lines that may be events of other definitions. */
  public long undecoded() {
    return others.alike() + count(Rejection.UNKNOWN_EVENT) + count(Rejection.MISMATCH);
  }

  /** All that could not be decoded. */
  public long rejections() {
    return rejected.values().stream().mapToLong(count -> count[0]).sum();
  }

  public long count(Rejection reason) {
    var count = rejected.get(reason);
    return count == null ? 0 : count[0];
  }

  /** How many, and how many bytes, by reason. */
  public Map<Rejection, long[]> rejected() {
    return rejected;
  }

  /** The first of them. */
  public List<Damage> damage() {
    return damage;
  }

  /** How many of the first event lines have which prefixes in front, the most frequent first. */
  public Map<String, Long> prefixes() {
    var sorted = new LinkedHashMap<String, Long>();
    prefixes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** Events by kind, the most frequent first. */
  public List<EventCount> byEvent() {
    var found = new ArrayList<EventCount>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        var name = definitions.events().get(i).name();
        found.add(new EventCount(name, counts[i], times.most().perSecond(counts[i])));
      }
    }
    found.sort(Comparator.comparingLong(EventCount::count).reversed());
    return found;
  }

  /** How often an event was found. */
  public long count(String event) {
    var index = definitions.indexOf(event);
    return index.isPresent() ? counts[index.getAsInt()] : 0;
  }
}
