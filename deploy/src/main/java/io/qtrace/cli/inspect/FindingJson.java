package io.qtrace.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.qtrace.cli.inspect.Finding.Contents;
import io.qtrace.cli.inspect.survey.Build;
import io.qtrace.cli.inspect.survey.Survey;
import io.qtrace.cli.inspect.survey.TimeRange;
import io.qtrace.cli.inspect.survey.Times;
import io.qtrace.raw.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;

/** Findings as JSON, an object a line; docs/inspect.md has its members. Not thread-safe. */
final class FindingJson {

  private final JsonGenerator json;

  /** Does not close {@code out}. */
  FindingJson(OutputStream out) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /** Writes a line, and writes it out. */
  void write(Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", finding.file());
    json.writeStringField("kind", finding.kind().text());
    json.writeBooleanField("trace", finding.kind().isTrace());
    json.writeStringField("what", finding.what());
    json.writeStringField("advice", finding.advice());
    size(finding.size());
    if (finding.trace().isPresent()) {
      contents(finding.trace().get());
    }
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private void size(Finding.Size size) throws IOException {
    json.writeStringField("compression", size.compression().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("fileBytes", size.fileBytes());
    json.writeNumberField("bytes", size.bytes());
    json.writeStringField("compressionProblem", size.problem());
  }

  private void contents(Contents contents) throws IOException {
    var survey = contents.survey();
    build(survey.build());
    json.writeObjectFieldStart("prefixes");
    for (Map.Entry<String, Long> prefix : survey.prefixes().entrySet()) {
      json.writeNumberField(prefix.getKey(), prefix.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("crLines", survey.crLines());
    times(survey.times());
    definitions(contents);
    events(survey);
    json.writeNumberField("droppedRecords", survey.droppedRecords());
    json.writeNumberField("lostEvents", survey.lostEvents());
    damage(survey);
    json.writeNumberField("otherLines", survey.others().others());
    json.writeNumberField("lookLikeEvents", survey.others().alike());
    if (contents.conversions().isPresent()) {
      conversions(contents.conversions().get());
    }
  }

  private void build(Build build) throws IOException {
    if (build.headers() > 0) {
      json.writeNumberField("version", build.version());
      json.writeStringField("byteOrder", build.isBigEndian() ? "big" : "little");
      json.writeNumberField("traces", build.headers());
      json.writeStringField("build", build.fingerprint());
      json.writeNumberField("mappedEvents", build.events());
    }
  }

  private void times(Times times) throws IOException {
    times(times.most());
    if (times.others().events() > 0) {
      json.writeObjectFieldStart("otherClock");
      json.writeNumberField("events", times.others().events());
      times(times.others());
      json.writeEndObject();
    }
  }

  private void times(TimeRange times) throws IOException {
    json.writeStringField("clock", times.clock().name().toLowerCase(Locale.ROOT));
    if (times.clock() != Clock.NONE) {
      json.writeNumberField("fromNs", times.fromNs());
      json.writeNumberField("toNs", times.toNs());
    }
  }

  private void definitions(Contents contents) throws IOException {
    json.writeArrayFieldStart("definitions");
    for (var fit : contents.fits()) {
      json.writeStartObject();
      json.writeStringField("name", fit.name());
      json.writeNumberField("events", fit.declared());
      json.writeNumberField("decoded", fit.read());
      json.writeNumberField("undecoded", fit.undecoded());
      json.writeNumberField("unknownMappings", fit.unknownMappings());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void events(Survey survey) throws IOException {
    json.writeArrayFieldStart("events");
    for (var event : survey.byEvent()) {
      json.writeStartObject();
      json.writeStringField("event", event.event());
      json.writeNumberField("count", event.count());
      json.writeNumberField("perSecond", event.perSecond());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void damage(Survey survey) throws IOException {
    json.writeObjectFieldStart("rejected");
    for (var rejected : survey.rejected().entrySet()) {
      json.writeNumberField(rejected.getKey().name(), rejected.getValue()[0]);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("damage");
    for (var damage : survey.damage()) {
      json.writeStartObject();
      if (damage.offsetBytes() < 0) {
        json.writeNullField("offset");
      } else {
        json.writeNumberField("offset", damage.offsetBytes());
      }
      json.writeStringField("reason", damage.reason().name());
      json.writeStringField("detail", damage.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void conversions(ConversionOutlook outlook) throws IOException {
    json.writeObjectFieldStart("conversions");
    json.writeNumberField("count", outlook.conversions());
    json.writeNumberField("attributed", outlook.attributed());
    json.writeStringField("advice", outlook.advice());
    json.writeEndObject();
  }
}
