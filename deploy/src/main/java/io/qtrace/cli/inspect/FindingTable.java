package io.qtrace.cli.inspect;

import io.qtrace.cli.inspect.Finding.Contents;
import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.cli.inspect.survey.TimeRange;
import io.qtrace.cli.inspect.survey.Times;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.Compression;
import io.qtrace.text.Counts;
import io.qtrace.text.Visible;
import java.util.Locale;
import java.util.Map;

/** Findings for people: a paragraph each, of lines with a key. */
final class FindingTable {

  private static final int EVENTS_SHOWN = 10;
  private static final int PREFIXES_SHOWN = 3;
  private static final int FITS_SHOWN = 5;

  private final StringBuilder text = new StringBuilder();

  private FindingTable() {}

  static String of(Finding finding) {
    var table = new FindingTable();
    table.add(finding);
    return Visible.lines(table.text.toString());
  }

  private void add(Finding finding) {
    text.append("%s: %s\n".formatted(finding.file(), finding.what()));
    size(finding.size());
    finding.trace().ifPresent(this::contents);
    if (!finding.advice().isEmpty()) {
      line("what to do", finding.advice());
    }
  }

  private void line(String key, String value) {
    text.append("  %-12s  %s\n".formatted(key, value));
  }

  private void more(String value) {
    line("", value);
  }

  private void size(Finding.Size size) {
    boolean isCompressed = size.compression() != Compression.NONE;
    if (isCompressed) {
      line("compression", size.compression().text());
    }
    if (size.bytes() > 0) {
      line(
          "size",
          isCompressed
              ? "%s, %,d compressed".formatted(Counts.of(size.bytes(), "byte"), size.fileBytes())
              : Counts.of(size.bytes(), "byte"));
    }
    if (!size.problem().isEmpty()) {
      line("damage", size.problem());
    }
  }

  private void contents(Contents contents) {
    var survey = contents.survey();
    build(survey);
    prefixes(survey);
    if (survey.hasDecodables()) {
      clock(survey.times());
      definitions(contents);
    }
    events(survey);
    losses(survey);
    damage(survey);
    others(survey);
    contents.conversions().ifPresent(this::conversions);
  }

  private void build(Survey survey) {
    var build = survey.build();
    if (build.headers() > 0) {
      line("byte order", build.isBigEndian() ? "big endian" : "little endian");
    }
    if (build.events() > 0) {
      line(
          "QEMU build",
          "%s, %s".formatted(build.fingerprint(), Counts.of(build.events(), "event")));
    }
    if (build.headers() > 1) {
      line(
          "traces",
          "%,d, one behind the other; the last one's build is shown".formatted(build.headers()));
    }
  }

  private void prefixes(Survey survey) {
    var key = "prefix";
    int shown = 0;
    for (Map.Entry<String, Long> prefix : survey.prefixes().entrySet()) {
      if (shown++ < PREFIXES_SHOWN) {
        line(key, "%s: %s".formatted(prefix.getKey(), Counts.of(prefix.getValue(), "line")));
        key = "";
      }
    }
    if (shown > PREFIXES_SHOWN) {
      more("and %d more".formatted(shown - PREFIXES_SHOWN));
    }
    if (survey.crLines() > 0) {
      line("line ends", "CR LF: " + Counts.of(survey.crLines(), "line"));
    }
  }

  private void clock(Times times) {
    line("clock", clock(times.most()));
    var others = times.others();
    if (others.events() > 0) {
      line(
          "",
          "%s with another clock: %s"
              .formatted(Counts.of(others.events(), "event"), clock(others)));
    }
  }

  private static String clock(TimeRange times) {
    var format = times.seconds() < 0.05 ? "%s to %s (%.6f s)" : "%s to %s (%.1f s)";
    var range = String.format(Locale.ROOT, format, times.from(), times.to(), times.seconds());
    return switch (times.clock()) {
      case NONE -> "none: its events have no times";
      case REALTIME -> "wall clock, " + range;
      case MONOTONIC -> "since the host's boot, " + range;
    };
  }

  private void definitions(Contents contents) {
    var key = "definitions";
    boolean hasBuild = contents.survey().build().events() > 0;
    var fits = contents.fits();
    for (var fit : fits.subList(0, Math.min(fits.size(), FITS_SHOWN))) {
      var unknown =
          hasBuild && fit.unknownMappings() > 0
              ? "; %,d of the build's events are not in them".formatted(fit.unknownMappings())
              : "";
      line(
          key,
          "%s (%s): %s%s"
              .formatted(fit.name(), Counts.of(fit.declared(), "event"), decoded(fit), unknown));
      key = "";
    }
    if (fits.size() > FITS_SHOWN) {
      more("and %d more, which fit no better".formatted(fits.size() - FITS_SHOWN));
    }
  }

  private static String decoded(Fit fit) {
    return fit.undecoded() == 0
        ? "decode all %s".formatted(Counts.of(fit.read(), "event"))
        : "decode %s, and leave %,d undecoded"
            .formatted(Counts.of(fit.read(), "event"), fit.undecoded());
  }

  private void events(Survey survey) {
    var key = "events";
    var events = survey.byEvent();
    for (var event : events.subList(0, Math.min(EVENTS_SHOWN, events.size()))) {
      var rate =
          event.perSecond() > 0 ? String.format(Locale.ROOT, "%,14.1f/s", event.perSecond()) : "";
      line(key, "%-40s %,12d%s".formatted(event.event(), event.count(), rate));
      key = "";
    }
    if (events.size() > EVENTS_SHOWN) {
      more("and %s more".formatted(Counts.of(events.size() - EVENTS_SHOWN, "kind")));
    }
  }

  private void losses(Survey survey) {
    if (survey.droppedRecords() > 0) {
      line(
          "lost",
          "%s, by %s of QEMU: its buffer was full"
              .formatted(
                  Counts.of(survey.lostEvents(), "event"),
                  Counts.of(survey.droppedRecords(), "note")));
    }
  }

  private void damage(Survey survey) {
    var key = "undecoded";
    for (Map.Entry<Rejection, long[]> rejected : survey.rejected().entrySet()) {
      line(
          key,
          "%s: %s, %s"
              .formatted(
                  rejected.getKey(),
                  Counts.of(rejected.getValue()[0], "time"),
                  Counts.of(rejected.getValue()[1], "byte")));
      key = "";
    }
    for (var damage : survey.damage()) {
      long offset = damage.offsetBytes();
      var place = offset < 0 ? "in a line that others carry" : "at byte %,d".formatted(offset);
      more(place + ": " + withoutPlace(damage.detail()));
    }
  }

  /** Of records, the detail says it as well. */
  private static String withoutPlace(String detail) {
    return detail.replaceFirst(", at byte \\d+$", "");
  }

  private void others(Survey survey) {
    var others = survey.others();
    if (others.others() > 0) {
      line(
          "other lines",
          "%,d, of which %s".formatted(others.others(), EventCheck.alike(others.alike())));
      others.first().ifPresent(first -> more(first.inOneLine()));
    }
  }

  private void conversions(ConversionOutlook outlook) {
    line(
        "conversions",
        "%,d, of which %,d find their RAM block"
            .formatted(outlook.conversions(), outlook.attributed()));
    if (!outlook.advice().isEmpty()) {
      more(outlook.advice());
    }
  }
}
