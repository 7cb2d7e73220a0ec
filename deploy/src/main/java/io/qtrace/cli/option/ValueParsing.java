package io.qtrace.cli.option;

import picocli.CommandLine;

/** How every command reads the values of its options. */
public final class ValueParsing {

  private ValueParsing() {}

  /** Makes {@code line}, which is returned, take enums in any case, and numbers by our rules. */
  public static CommandLine of(CommandLine line) {
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Integer.class, Numbers::integer)
        .registerConverter(int.class, Numbers::integer)
        .registerConverter(Long.class, Numbers::whole)
        .registerConverter(long.class, Numbers::whole);
  }
}
