package io.qtrace.conversion.memory;

import io.qtrace.conversion.fact.MemoryEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for in one block.
 *
 * @param place null if nobody knows
 */
public record Part(long gpa, long size, @Nullable Place place) {

  /** The part of that request. */
  public MemoryEvent.Requested of(MemoryEvent.Requested request) {
    return new MemoryEvent.Requested(
        request.epochNs(), gpa, size, request.to(), request.threadId());
  }

  private boolean isFollowedBy(Part next) {
    return place != null
        && next.place != null
        && place.block() == next.place.block()
        && place.offset() + size == next.place.offset();
  }

  private Part with(Part next) {
    return new Part(gpa, size + next.size, place);
  }

  /** Adds this one behind the others, as one piece with the last if it goes on there. */
  void addTo(List<Part> parts) {
    int last = parts.size() - 1;
    if (last >= 0 && parts.get(last).isFollowedBy(this)) {
      parts.set(last, parts.get(last).with(this));
    } else {
      parts.add(this);
    }
  }
}
