package io.qtrace.cli.inspect;

import io.qtrace.cli.inspect.Finding.Contents;
import io.qtrace.raw.Rejection;
import io.qtrace.source.file.Compression;
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
    return table.text.toString();
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
              ? "%,d bytes, %,d compressed".formatted(size.bytes(), size.fileBytes())
              : "%,d bytes".formatted(size.bytes()));
    }
    if (!size.problem().isEmpty()) {
      line("damage", size.problem());
    }
  }

  private void contents(Contents contents) {
    var survey = contents.survey();
    build(survey);
    prefixes(survey);
    line("clock", clock(survey.times()));
    definitions(contents);
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
      line("QEMU build", "%s, %,d events".formatted(build.fingerprint(), build.events()));
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
        line(key, "%s: %,d lines".formatted(prefix.getKey(), prefix.getValue()));
        key = "";
      }
    }
    if (shown > PREFIXES_SHOWN) {
      more("and %d more".formatted(shown - PREFIXES_SHOWN));
    }
    if (survey.crLines() > 0) {
      line("line ends", "CR LF: %,d lines".formatted(survey.crLines()));
    }
  }

  private static String clock(TimeRange times) {
    var range = "%s to %s (%.1f s)";
    return switch (times.clock()) {
      case NONE -> "none: its events have no times";
      case REALTIME ->
          "wall clock, "
              + String.format(Locale.ROOT, range, times.from(), times.to(), times.seconds());
      case MONOTONIC ->
          "since the host's boot, "
              + String.format(Locale.ROOT, range, times.from(), times.to(), times.seconds());
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
          "%s (%,d events): %s%s".formatted(fit.name(), fit.declared(), decoded(fit), unknown));
      key = "";
    }
    if (fits.size() > FITS_SHOWN) {
      more("and %d more, which fit no better".formatted(fits.size() - FITS_SHOWN));
    }
  }

  private static String decoded(Fit fit) {
    return fit.undecoded() == 0
        ? "decode all %,d events".formatted(fit.read())
        : "decode %,d events, and leave %,d undecoded".formatted(fit.read(), fit.undecoded());
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
      more("and %,d kinds more".formatted(events.size() - EVENTS_SHOWN));
    }
  }

  private void losses(Survey survey) {
    if (survey.droppedRecords() > 0) {
      line(
          "lost",
          "%,d events, by %,d notes of QEMU: its buffer was full"
              .formatted(survey.lostEvents(), survey.droppedRecords()));
    }
  }

  private void damage(Survey survey) {
    var key = "undecoded";
    for (Map.Entry<Rejection, long[]> rejected : survey.rejected().entrySet()) {
      line(
          key,
          "%s: %,d times, %,d bytes"
              .formatted(rejected.getKey(), rejected.getValue()[0], rejected.getValue()[1]));
      key = "";
    }
    for (var damage : survey.damage()) {
      more("at byte %,d: %s".formatted(damage.offsetBytes(), withoutPlace(damage.detail())));
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
          "%,d, of which %,d look like events".formatted(others.others(), others.alike()));
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
