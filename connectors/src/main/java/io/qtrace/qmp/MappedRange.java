package io.qtrace.qmp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of guest memory that a RAM block backs, as {@code info mtree -f} prints it.
 *
 * @param gpa guest physical address; unsigned
 * @param size bytes
 * @param block the RAM block's name
 * @param offset in the block, in bytes
 */
public record MappedRange(long gpa, long size, String block, long offset) {

  private static final String VIEW = "FlatView #";

  /** Of the memory that vCPUs see. */
  private static final String MEMORY = " AS \"memory\", root: ";

  /** First, last, kind, memory region, offset in it if not 0; KVM says which ones are its slots. */
  private static final Pattern RANGE =
      Pattern.compile(
          "  (?<first>\\p{XDigit}{16})-(?<last>\\p{XDigit}{16}) \\(prio -?\\d+,"
              + " (?:nv-)?(?:ram|rom|romd|ramd)\\): (?<region>.+?)(?: @(?<offset>\\p{XDigit}{16}))?"
              + "(?: KVM)*");

  /**
   * The ranges of the address space "memory" whose RAM block is certain: a memory region's name is
   * that of its block, or its last part, and need not be unique.
   */
  static List<MappedRange> parse(String views, List<RamBlock> blocks) {
    var ranges = new ArrayList<MappedRange>();
    boolean isMemory = false;
    for (var line : views.split("\\R", -1)) {
      if (line.startsWith(VIEW)) {
        isMemory = false;
      } else if (line.startsWith(MEMORY)) {
        isMemory = true;
      }
      var fields = RANGE.matcher(line);
      if (isMemory && fields.matches()) {
        add(fields, blocks, ranges);
      }
    }
    return ranges;
  }

  private static void add(Matcher fields, List<RamBlock> blocks, List<MappedRange> to) {
    long first = Long.parseUnsignedLong(fields.group("first"), 16);
    long size = Long.parseUnsignedLong(fields.group("last"), 16) - first + 1;
    var at = fields.group("offset");
    long offset = at == null ? 0 : Long.parseUnsignedLong(at, 16);
    var block = blockOf(fields.group("region"), blocks);
    if (block != null
        && size > 0
        && offset >= 0
        && size <= block.maxSize()
        && offset <= block.maxSize() - size) {
      to.add(new MappedRange(first, size, block.name(), offset));
    }
  }

  private static @Nullable RamBlock blockOf(String region, List<RamBlock> blocks) {
    RamBlock found = null;
    for (var block : blocks) {
      if (block.name().equals(region) || block.name().endsWith("/" + region)) {
        if (found != null) {
          return null;
        }
        found = block;
      }
    }
    return found;
  }
}
