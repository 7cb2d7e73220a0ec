package io.qtrace.definition.scan;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What the macros between the strings of a format stand for on x86-64. */
final class FormatMacros {

  /** inttypes.h, C11 7.8.1. */
  private static final Pattern PRI =
      Pattern.compile("PRI([diouxX])(?:(?:LEAST|FAST)?(8|16|32|64)|(MAX|PTR))");

  /**
   * QEMU's own for addresses, which are 64 bits wide: {@code exec/hwaddr.h}, {@code exec/vaddr.h};
   * the last one is from before QEMU 1.3.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:HWADDR|VADDR)_PRI[diouxX]|TARGET_PRI[diouxX]PHYS");

  /** Length modifiers as glibc defines the macros. */
  private static final Map<String, String> MODIFIERS =
      Map.of("8", "hh", "16", "h", "32", "", "64", "l", "MAX", "l", "PTR", "l");

  /** Those that bring the percent sign along, and GLib's. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          entry("TARGET_FMT_plx", "%016lx"), // exec/hwaddr.h, targphys.h
          entry("RAM_ADDR_FMT", "%lx"), // exec/cpu-common.h
          entry("G_GSIZE_FORMAT", "lu"),
          entry("G_GSSIZE_FORMAT", "li"),
          entry("G_GUINT64_FORMAT", "lu"),
          entry("G_GINT64_FORMAT", "li"),
          entry("G_GUINT32_FORMAT", "u"),
          entry("G_GINT32_FORMAT", "i"),
          entry("G_GUINT16_FORMAT", "hu"),
          entry("G_GINT16_FORMAT", "hi"));

  /** Of macros met before, a few dozen at most. */
  private static final Map<String, String> EXPANSIONS = new ConcurrentHashMap<>(OTHERS);

  private FormatMacros() {}

  /** Empty if no such macro is known. */
  static Optional<String> expand(String macro) {
    var known = EXPANSIONS.get(macro);
    if (known != null) {
      return Optional.of(known);
    }
    var expansion = expansion(macro);
    expansion.ifPresent(text -> EXPANSIONS.put(macro, text));
    return expansion;
  }

  private static Optional<String> expansion(String macro) {
    if (ADDRESS.matcher(macro).matches()) {
      return Optional.of("l" + macro.replaceAll(".*PRI(.).*", "$1"));
    }
    var pri = PRI.matcher(macro);
    if (!pri.matches()) {
      return Optional.empty();
    }
    var width = pri.group(2) != null ? pri.group(2) : pri.group(3);
    return Optional.of(MODIFIERS.get(width) + pri.group(1));
  }
}
