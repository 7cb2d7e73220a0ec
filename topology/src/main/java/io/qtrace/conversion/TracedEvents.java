package io.qtrace.conversion;

import io.qtrace.conversion.fact.MissingEvents;
import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import io.qtrace.conversion.window.VmWindow;
import java.io.IOException;
import java.util.TreeSet;

/**
 * Which events the trace of a VM has had by which conversions find their blocks. Not thread-safe.
 */
final class TracedEvents {

  private static final int REQUEST = 1;
  private static final int PLACE = 1 << 1;
  private static final int DISCARD = 1 << 2;
  private static final int EXIT = 1 << 3;
  private static final int ALL = REQUEST | PLACE | DISCARD | EXIT;

  private int had;

  void request() {
    had |= REQUEST;
  }

  /** A slot, or a layout that says as much. */
  void place() {
    had |= PLACE;
  }

  void discard() {
    had |= DISCARD;
  }

  void exit() {
    had |= EXIT;
  }

  /**
   * What would have helped the conversions of a window, and never came. Discards are not everywhere
   * (not with hugetlb memory, not where QEMU converts in place), and exits tell little of a guest
   * whose requests are all granted, so both count where something is open.
   *
   * @return see {@link MissingEvents}
   */
  String missingIn(VmWindow window) {
    if (had == ALL || !window.hasConversions()) {
      return "";
    }
    boolean hasUnattributed = window.unattributed() > 0;
    boolean needsDiscards = window.hasConversionsToPrivate() && !window.knowsAllNames();
    var missing = new TreeSet<String>();
    if ((had & REQUEST) == 0) {
      missing.add(MissingEvents.REQUESTS);
    }
    if ((had & PLACE) == 0) {
      missing.add(MissingEvents.SLOTS);
    }
    if ((had & DISCARD) == 0 && needsDiscards) {
      missing.add(MissingEvents.DISCARDS);
    }
    if ((had & EXIT) == 0 && hasUnattributed) {
      missing.add(MissingEvents.EXITS);
    }
    return MissingEvents.text(missing);
  }

  void encode(SnapshotWriter out) throws IOException {
    out.writeByte(had);
  }

  void decode(SnapshotReader in) throws IOException {
    had = in.readByte();
  }

  /** Of a snapshot that does not say: nothing is known to be missing. */
  void decodeNothing() {
    had = ALL;
  }
}
