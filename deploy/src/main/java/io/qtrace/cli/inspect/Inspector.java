package io.qtrace.cli.inspect;

import io.qtrace.cli.inspect.Finding.Contents;
import io.qtrace.cli.inspect.Finding.Size;
import io.qtrace.cli.inspect.Finding.Sized;
import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.log.lookalike.LookAlike;
import io.qtrace.raw.HeaderlessTrace;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.source.kind.ForeignFile;
import io.qtrace.source.kind.TextKind;
import io.qtrace.text.Reasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out what files are. Reads a file as often as there are definitions to try. */
final class Inspector {

  private static final String NO_HEADER =
      "a simple trace without a header, as SystemTap's script writes it";
  private static final String EMPTY =
      "nothing was written to it; see that QEMU's -D or -trace file= names it, and that -trace names events";
  private static final String COPY_AGAIN = "copy it again, all of it";
  private static final String END_MISSING =
      "its end is missing: QEMU is still writing it, or was killed; if it is a copy, copy it again";
  private static final String DAMAGED =
      "what is damaged is lost, and all else is read; if it is a copy, copy it again";
  private static final String NO_EVENTS =
      "it has no events yet: QEMU writes its buffer when 64 KiB are in it, and at 'trace-file flush' in its monitor; see that -trace names events";
  private static final String NULS =
      "NULs, as a crash of the host leaves them, or a file that was truncated";
  private static final String NO_EVENT = "text, and no line looks like an event";
  private static final String DEFINITIONS_WANTED =
      "give the trace-events-all of the QEMU that wrote it with --definitions";

  private static final String PLAIN_WANTED =
      "give the log as QEMU wrote it, without what is in front of its lines; docs/decoding.md lists the prefixes that are read";

  private final List<Candidate> candidates;

  /**
   * @param candidates at least one
   */
  Inspector(List<Candidate> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  /**
   * Looks at a file.
   *
   * @param file as it was named
   * @param path where it can be read any number of times
   * @throws IOException if it cannot be read
   */
  Finding inspect(String file, Path path) throws IOException {
    byte[] head;
    Size size;
    try (var trace = TraceBytes.openAny(path)) {
      head = trace.head(ForeignFile.HEAD_BYTES);
      size = new Size(trace.compression(), trace.fileSize(), 0, "");
    }
    var foreign = ForeignFile.ofNoText(head);
    if (foreign.isPresent()) {
      return foreign(file, foreign.get(), size);
    }
    var read = new ArrayList<Reading>();
    for (var candidate : candidates) {
      read.add(read(path, TraceFormat.sniff(head, head.length), candidate));
    }
    read.sort((a, b) -> Fit.BEST_FIRST.compare(a.fit, b.fit));
    var best = read.get(0);
    if (best.size.bytes() == 0) {
      return empty(file, best.size);
    }
    var markup = ForeignFile.of(head);
    if (markup.isPresent() && best.survey.events() == 0) {
      return foreign(file, markup.get(), size);
    }
    return best.format == TraceFormat.SIMPLE
        ? simple(file, path, read, head)
        : log(file, path, read, head);
  }

  private static Finding foreign(String file, ForeignFile what, Size size) {
    var advice = what.inside(size.compression().unpack()).advice();
    return new Sized(file, size).is(Kind.FOREIGN, what.name(), advice);
  }

  /** One reading of a file, with certain definitions. */
  private record Reading(
      TraceFormat format, Candidate candidate, Survey survey, Fit fit, Size size) {}

  private static Reading read(Path path, TraceFormat format, Candidate candidate)
      throws IOException {
    try (var trace = TraceBytes.openAny(path)) {
      var decoder = new TraceDecoder(candidate.definitions(), OnDamage.RESYNC, read -> {});
      var survey = new Survey(candidate.definitions(), format, decoder);
      decoder.decode(trace, format, survey);
      var size =
          new Size(trace.compression(), trace.fileSize(), decoder.bytesRead(), problem(trace));
      return new Reading(format, candidate, survey, Fit.of(candidate, survey), size);
    }
  }

  private static String problem(TraceBytes trace) {
    try {
      trace.verify();
      return "";
    } catch (IOException e) {
      return Reasons.of(e);
    }
  }

  private static Finding empty(String file, Size size) {
    var sized = new Sized(file, size);
    return size.problem().isEmpty()
        ? sized.is(Kind.EMPTY, "empty", EMPTY)
        : sized.is(
            Kind.UNREADABLE,
            "the beginning of something compressed with " + size.compression().text(),
            COPY_AGAIN);
  }

  private Finding simple(String file, Path path, List<Reading> read, byte[] head)
      throws IOException {
    var best = read.get(0);
    var survey = best.survey;
    var build = survey.build();
    if (build.headers() > 0) {
      boolean isUnsupported =
          survey.count(Rejection.UNSUPPORTED_VERSION) > 0 && survey.events() == 0;
      var what = "a simple trace, version %s".formatted(Long.toUnsignedString(build.version()));
      return isUnsupported
          ? new Sized(file, best.size)
              .is(
                  Kind.UNSUPPORTED_TRACE,
                  what,
                  "version 4 is read, which QEMU 2.7 and later write; take simpletrace.py of that QEMU")
          : found(file, path, read, what);
    }
    if (survey.count(Rejection.TRUNCATED) > 0 && survey.rejections() == 1) {
      var what = "the beginning of a simple trace: its header is cut off";
      return found(file, path, read, what);
    }
    if (HeaderlessTrace.isOne(head, 0, head.length)) {
      return new Sized(file, best.size)
          .is(
              Kind.HEADERLESS_TRACE,
              NO_HEADER,
              "read it with --no-header, and --definitions of the very QEMU that was traced");
    }
    return unknown(file, best);
  }

  private static Finding unknown(String file, Reading read) {
    return new Sized(file, read.size)
        .is(Kind.FOREIGN, "no text, and nothing that is known", GIVE_ANOTHER);
  }

  private static final String GIVE_ANOTHER = "give the file that QEMU's -D or -trace file= names";

  private Finding log(String file, Path path, List<Reading> read, byte[] head) throws IOException {
    var best = read.get(0);
    var survey = best.survey;
    var kind = survey.events() > 0 ? Optional.<TextKind>empty() : TextKind.of(head);
    if (kind.isPresent()) {
      return new Sized(file, best.size).is(Kind.TEXT, kind.get().name(), kind.get().advice());
    }
    boolean isLike = survey.others().alike() * 2 > survey.others().others();
    long foreign = survey.rejections() - survey.count(Rejection.DAMAGED);
    return survey.events() == 0 && foreign == 0 && !isLike
        ? withoutEvents(file, path, best)
        : found(file, path, read, "a log");
  }

  private static Finding withoutEvents(String file, Path path, Reading read) throws IOException {
    byte[] content = behindNuls(path);
    if (content.length == 0) {
      return new Sized(file, read.size).is(Kind.TEXT, NULS, GIVE_ANOTHER);
    }
    var foreign = ForeignFile.ofNoText(content);
    if (foreign.isPresent()) {
      return foreign(file, foreign.get(), read.size);
    }
    return Content.isText(content)
        ? new Sized(file, read.size).is(Kind.TEXT, NO_EVENT, GIVE_ANOTHER)
        : unknown(file, read);
  }

  /** The first bytes behind those that are 0; none if there are none. */
  private static byte[] behindNuls(Path path) throws IOException {
    try (var trace = TraceBytes.openAny(path)) {
      var in = trace.bytes();
      int first = in.read();
      while (first == 0) {
        first = in.read();
      }
      if (first < 0) {
        return new byte[0];
      }
      byte[] rest = in.readNBytes(ForeignFile.HEAD_BYTES - 1);
      return ByteBuffer.allocate(1 + rest.length).put((byte) first).put(rest).array();
    }
  }

  private static Finding found(String file, Path path, List<Reading> read, String what)
      throws IOException {
    var best = read.get(0);
    var kind = best.format == TraceFormat.SIMPLE ? Kind.SIMPLE_TRACE : Kind.LOG;
    var survey = best.survey;
    var contents =
        new Contents(survey, read.stream().map(Reading::fit).toList(), outlook(path, best));
    return new Finding(file, kind, what, advice(best), best.size, Optional.of(contents));
  }

  private static String advice(Reading read) {
    var survey = read.survey;
    if (!read.size.problem().isEmpty()) {
      return COPY_AGAIN;
    }
    var unread = survey.others().unread();
    if (unread.isPresent()) {
      return EventCheck.adviceOn(unread.get());
    }
    if (!read.fit.fits()) {
      return isPrefixUnknown(survey) ? PLAIN_WANTED : DEFINITIONS_WANTED;
    }
    if (survey.count(Rejection.TRUNCATED) > 0) {
      return END_MISSING;
    }
    if (survey.count(Rejection.DAMAGED) > 0) {
      return DAMAGED;
    }
    boolean isWaiting = read.format == TraceFormat.SIMPLE && !survey.hasDecodables();
    return isWaiting ? NO_EVENTS : "";
  }

  private static boolean isPrefixUnknown(Survey survey) {
    return survey.count(Rejection.UNKNOWN_EVENT) == 0
        && survey
            .others()
            .first()
            .filter(line -> line.problem() == LookAlike.Problem.UNKNOWN_PREFIX)
            .isPresent();
  }

  private static Optional<ConversionOutlook> outlook(Path path, Reading best) throws IOException {
    if (!ConversionOutlook.concerns(best.survey)) {
      return Optional.empty();
    }
    try (var trace = TraceBytes.openAny(path)) {
      return Optional.of(ConversionOutlook.of(trace, best.format, best.candidate));
    }
  }
}
