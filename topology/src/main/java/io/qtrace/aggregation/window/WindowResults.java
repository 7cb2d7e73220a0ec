package io.qtrace.aggregation.window;

import io.qtrace.aggregation.sum.Group;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes results of a window that has ended. */
final class WindowResults {

  /** Less than every double. */
  private static final BigDecimal NO_NUMBER = new BigDecimal("-1e400");

  private static final double NANOS_PER_SECOND = 1e9;

  private final String vm;
  private final String host;
  private final GroupWindow window;

  WindowResults(String vm, String host, GroupWindow window) {
    this.vm = vm;
    this.host = host;
    this.window = window;
  }

  /** One per group, then those of groups that are not published on their own. */
  void to(Consumer<Result> results) {
    var kept = new ArrayList<>(window.groups.entrySet());
    var top = window.shape.aggregation().top();
    Group others = null;
    if (top.isPresent()) {
      kept.sort(
          Comparator.comparing(e -> rank(e.getValue(), top.get().by()), Comparator.reverseOrder()));
      for (var small : kept.subList(Math.min(top.get().count(), kept.size()), kept.size())) {
        others = others == null ? new Group(window.shape) : others;
        others.merge(small.getValue());
      }
      kept = new ArrayList<>(kept.subList(0, Math.min(top.get().count(), kept.size())));
    }
    for (var group : kept) {
      var fields = group.getKey().shown(window.shape.groups());
      results.accept(result(fields, group.getValue(), Kind.GROUP));
    }
    var nothing = Collections.<@Nullable Object>nCopies(window.shape.groups().size(), null);
    if (others != null) {
      results.accept(result(nothing, others, Kind.OTHERS));
    }
    if (window.overflow != null) {
      results.accept(result(nothing, window.overflow, Kind.OVERFLOW));
    }
    if (kept.isEmpty() && window.hasLacks()) {
      results.accept(result(nothing, new Group(window.shape), Kind.GROUP));
    }
  }

  private enum Kind {
    GROUP,
    OTHERS,
    OVERFLOW
  }

  /** What is not a number, or not there, is last. */
  private BigDecimal rank(Group group, String by) {
    var measures = window.shape.aggregation().measures();
    int index = 0;
    while (!measures.get(index).name().equals(by)) {
      index++;
    }
    var value = group.value(index, window.seconds());
    if (value == null || (value instanceof Double number && !Double.isFinite(number))) {
      return NO_NUMBER;
    }
    return new BigDecimal(value.toString());
  }

  private Result result(List<? extends @Nullable Object> fields, Group group, Kind kind) {
    var aggregation = window.shape.aggregation();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("aggregation", aggregation.title());
    values.put("vm", vm);
    values.put("host", host);
    var names = aggregation.groupFields();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), fields.get(i));
    }
    values.put("window", window.name);
    values.put("windowStart", Instant.ofEpochMilli(window.startMs));
    values.put("windowEnd", Instant.ofEpochMilli(window.endMs()));
    var measured = group.values(window.seconds()).iterator();
    for (var measure : aggregation.measures()) {
      measure.fields().forEach(field -> values.put(field, measured.next()));
    }
    values.put("overflow", kind == Kind.OVERFLOW);
    values.put("others", kind == Kind.OTHERS);
    values.put("overflowGroups", window.overflowKeys.count());
    values.put("approximate", aggregation.top().isPresent() && window.overflow != null);
    values.put("saturated", group.isSaturated());
    values.put("failed", window.failed);
    values.put("lateEvents", window.lateEvents);
    values.put("droppedEvents", window.droppedEvents);
    values.put(
        "complete",
        window.droppedEvents == 0
            && window.failed == 0
            && window.lateEvents == 0
            && window.lacks(Lack.UNSURE) == 0
            && !window.isCutShort);
    values.put("definition", aggregation.identity());
    for (var lack : Lack.of(aggregation)) {
      values.put(lack.field(), lack == Lack.UNSURE ? seconds(lack) : window.lacks(lack));
    }
    return new Result(aggregation, values);
  }

  private Object seconds(Lack lack) {
    return window.lacks(lack) / NANOS_PER_SECOND;
  }
}
