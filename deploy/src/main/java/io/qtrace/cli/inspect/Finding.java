package io.qtrace.cli.inspect;

import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.source.file.Compression;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a file.
 *
 * @param file as it was named
 * @param what it is, a noun for people
 * @param advice what to do about it; empty if there is nothing
 * @param size of it
 * @param trace what is in it, if it is one
 */
record Finding(
    String file, Kind kind, String what, String advice, Size size, Optional<Contents> trace) {

  /**
   * How large a file is.
   *
   * @param fileBytes as it lies on the disk; 0 for a pipe
   * @param bytes uncompressed, as many as could be had
   * @param problem with its compressed data; empty if there is none
   */
  record Size(Compression compression, long fileBytes, long bytes, String problem) {

    static final Size UNKNOWN = new Size(Compression.NONE, 0, 0, "");
  }

  /**
   * What is in a trace.
   *
   * @param survey with the definitions that fit best
   * @param fits the best first
   * @param conversions what can be said of page conversions; empty if it has none
   */
  record Contents(Survey survey, List<Fit> fits, Optional<ConversionOutlook> conversions) {}

  /** A file of which there is no more to say than what it is. */
  record Sized(String file, Size size) {

    Finding is(Kind kind, String what, String advice) {
      return new Finding(file, kind, what, advice, size, Optional.empty());
    }
  }
}
