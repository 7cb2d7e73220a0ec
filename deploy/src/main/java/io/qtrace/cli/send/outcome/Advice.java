package io.qtrace.cli.send.outcome;

/** What to do about dead letters. */
final class Advice {

  private Advice() {}

  /**
   * The next command.
   *
   * @param reason the most frequent one
   * @param hasDefinitions whether definitions were given
   */
  static String of(String reason, boolean hasDefinitions) {
    return switch (reason) {
      case "UNKNOWN_EVENT", "MISMATCH" ->
          "send it again with --again and "
              + (hasDefinitions ? "other definitions" : "--definitions")
              + ", the trace-events-all of the QEMU that wrote it";
      case "DEFINITIONS_MISSING",
          "DEFINITIONS_INVALID",
          "REFUSED",
          "STAGE_FAILED",
          "DECODER_FAILED" ->
          "once the cause is gone, 'qtrace dead-letter replay' has them decoded";
      default -> "'qtrace tail dead-letter --from-beginning' shows them";
    };
  }
}
