package io.qtrace.fleet;

import io.qtrace.fleet.window.Columns;
import io.qtrace.fleet.window.Texts;
import io.qtrace.fleet.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One VM: windows of its RAM blocks and of the whole. Not thread-safe. */
final class VmView {

  /** RAM blocks that are kept; a VM has some ten. */
  private static final int MAX_BLOCKS = 256;

  /** Of a VM and of a RAM block, beside their rings. */
  private static final int VM_BYTES = 600;

  private static final int BLOCK_BYTES = 300;

  private static final int COUNT = Columns.OF_BLOCK.index("count");
  private static final int SHARED = Columns.OF_BLOCK.index("sharedBytes");
  private static final int PING_PONG = Columns.OF_BLOCK.index("pingPongPages");
  private static final int SPLIT = Columns.OF_BLOCK.index("splitFrames");
  private static final int PHASE = Columns.OF_VM.index("phase");

  private final String name;
  private final Map<String, Lines> blocks = new TreeMap<>();
  private final Lines whole = new Lines(Columns.OF_VM);
  private String host = "";
  private int bytes = VM_BYTES;
  private @Nullable VmRow row;

  VmView(String name) {
    this.name = name;
  }

  /**
   * Where a window belongs.
   *
   * @param host the VM's
   * @param length as results name it
   */
  record Place(String host, String length, long lengthMs) {}

  void addBlock(String block, Place place, Window window) {
    var lines = blocks.get(block);
    if (lines == null) {
      if (blocks.size() == MAX_BLOCKS) {
        return;
      }
      lines = new Lines(Columns.OF_BLOCK);
      blocks.put(block, lines);
      bytes += BLOCK_BYTES;
    }
    add(lines, place, window);
  }

  void addWhole(Place place, Window window) {
    add(whole, place, window);
  }

  private void add(Lines lines, Place place, Window window) {
    bytes += lines.add(place.length, place.lengthMs, window);
    host = place.host;
    row = null;
  }

  int bytes() {
    return bytes;
  }

  VmRow row(Texts texts) {
    var made = row;
    if (made == null) {
      made = made(texts);
      row = made;
    }
    return made;
  }

  private VmRow made(Texts texts) {
    long newestMs = whole.newest().map(Lines.Newest::endMs).orElse(0L);
    for (var lines : blocks.values()) {
      newestMs = Math.max(newestMs, lines.newest().map(Lines.Newest::endMs).orElse(0L));
    }
    double rate = 0;
    long shared = 0;
    long pingPong = 0;
    long split = 0;
    for (var lines : blocks.values()) {
      var newest = lines.newest().orElse(null);
      if (newest == null) {
        continue;
      }
      var values = newest.window().values();
      shared += values[SHARED];
      split += values[SPLIT];
      if (newest.endMs() == newestMs) {
        rate += perSecond(values[COUNT], newest.lengthMs());
        pingPong += values[PING_PONG];
      }
    }
    var phase = whole.newest().map(n -> texts.text(n.window().values()[PHASE])).orElse("");
    var names = List.copyOf(blocks.keySet());
    return new VmRow(name, host, rate, shared, pingPong, split, phase, newestMs, names);
  }

  static double perSecond(long count, long lengthMs) {
    return count * 1000.0 / lengthMs;
  }

  VmHistory history(Texts texts) {
    var all = new ArrayList<Line>();
    blocks.forEach((block, lines) -> all.addAll(lines.all(block)));
    return new VmHistory(name, host, all, whole.all(""), texts);
  }
}
