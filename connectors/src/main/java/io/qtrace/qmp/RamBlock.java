package io.qtrace.qmp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A RAM block of QEMU, as {@code x-query-ramblock} prints it.
 *
 * @param size bytes in use
 * @param maxSize bytes it may grow to
 * @param host where it lies in QEMU; unsigned, empty before QEMU 8.0
 */
public record RamBlock(String name, long size, long maxSize, OptionalLong host) {

  /** Name, page size, offset, used, total, and since 8.0 address and access. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?<name>\\S.*?) +\\d+ [KMGTPE]?i?B +0x\\p{XDigit}+ +0x(?<used>\\p{XDigit}+)"
              + " +0x(?<total>\\p{XDigit}+)(?: +0x(?<host>\\p{XDigit}+) +\\w+)? *");

  /** What a table says; lines that are no RAM blocks, such as its head, are passed over. */
  static List<RamBlock> parse(String table) {
    var blocks = new ArrayList<RamBlock>();
    for (var line : table.split("\\R", -1)) {
      var fields = LINE.matcher(line);
      if (fields.matches()) {
        blocks.add(
            new RamBlock(
                fields.group("name"), hex(fields, "used"), hex(fields, "total"), host(fields)));
      }
    }
    return blocks;
  }

  private static OptionalLong host(Matcher fields) {
    return fields.group("host") == null
        ? OptionalLong.empty()
        : OptionalLong.of(hex(fields, "host"));
  }

  private static long hex(Matcher fields, String group) {
    return Long.parseUnsignedLong(fields.group(group), 16);
  }
}
