package io.qtrace.web.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.contract.Alert;
import io.qtrace.fleet.FleetChange;
import io.qtrace.fleet.FleetPoint;
import io.qtrace.fleet.FleetState;
import io.qtrace.fleet.Totals;
import io.qtrace.fleet.VmRow;
import io.qtrace.fleet.result.AggregatedResult;
import io.qtrace.fleet.result.KnownAggregation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Answers and events, each as a whole. Times are text; the names are those of the contract. */
public final class FleetJson {

  private FleetJson() {}

  /** The schema Fleet. */
  public static ByteBuffer fleet(FleetState state) {
    return Json.object(json -> state(json, state));
  }

  /** The schema FleetSnapshot. */
  public static ByteBuffer snapshot(FleetState state, List<VmRow> rows) {
    return Json.object(
        json -> {
          state(json, state);
          Json.array(json, "vms", rows, FleetJson::row);
        });
  }

  /** The schema FleetDelta. */
  public static ByteBuffer delta(FleetChange change) {
    return Json.object(
        json -> {
          common(json, change.state());
          Json.array(json, "vms", change.vms(), FleetJson::row);
          Json.texts(json, "removed", change.removed());
        });
  }

  private static void state(JsonGenerator json, FleetState state) throws IOException {
    common(json, state);
    Json.number(json, "historyBytes", state.historyBytes());
    json.writeNumberField("forgottenVms", state.forgottenVms());
  }

  private static void common(JsonGenerator json, FleetState state) throws IOException {
    json.writeObjectFieldStart("totals");
    totals(json, state.totals());
    json.writeEndObject();
    Json.array(json, "history", state.history(), FleetJson::point);
    json.writeFieldName("progress");
    if (state.progress().isPresent()) {
      json.writeNumber(state.progress().getAsDouble());
    } else {
      json.writeNull();
    }
    json.writeFieldName("newest");
    if (state.newestMs().isPresent()) {
      json.writeString(Json.time(state.newestMs().getAsLong()));
    } else {
      json.writeNull();
    }
  }

  private static void totals(JsonGenerator json, Totals totals) throws IOException {
    json.writeNumberField("vms", totals.vms());
    json.writeNumberField("conversionsPerSecond", totals.conversionsPerSecond());
    Json.number(json, "sharedBytes", totals.sharedBytes());
    Json.number(json, "pingPongPages", totals.pingPongPages());
    Json.number(json, "splitFrames", totals.splitFrames());
  }

  private static void point(JsonGenerator json, FleetPoint point) throws IOException {
    json.writeStartObject();
    json.writeStringField("window", point.window());
    Json.time(json, "windowStart", point.startMs());
    json.writeNumberField("conversionsPerSecond", point.conversionsPerSecond());
    json.writeEndObject();
  }

  private static void row(JsonGenerator json, VmRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("vm", row.vm());
    json.writeStringField("host", row.host());
    json.writeNumberField("conversionsPerSecond", row.conversionsPerSecond());
    Json.number(json, "sharedBytes", row.sharedBytes());
    Json.number(json, "pingPongPages", row.pingPongPages());
    Json.number(json, "splitFrames", row.splitFrames());
    json.writeStringField("phase", row.phase());
    Json.time(json, "newest", row.newestMs());
    Json.texts(json, "blocks", row.blocks());
    json.writeEndObject();
  }

  /** The schema Vms. */
  public static ByteBuffer vms(List<VmRow> rows, int total, @Nullable String cursor) {
    return Json.object(
        json -> {
          Json.array(json, "vms", rows, FleetJson::row);
          json.writeNumberField("total", total);
          json.writeStringField("cursor", cursor);
        });
  }

  /**
   * A page of records of contracts.
   *
   * @param name of the member that is the list
   */
  public static ByteBuffer page(
      String name, List<? extends IndexedRecord> records, @Nullable String cursor) {
    return Json.object(
        json -> {
          Json.array(json, name, records, AvroJson::write);
          json.writeStringField("cursor", cursor);
        });
  }

  /** A page of results of an aggregation. */
  public static ByteBuffer results(List<AggregatedResult> results, @Nullable String cursor) {
    return page("results", results.stream().map(AggregatedResult::record).toList(), cursor);
  }

  /** The schema Alert. */
  public static ByteBuffer alert(Alert alert) {
    return Json.object(json -> AvroJson.members(json, alert));
  }

  /** The schema AggregationNews. */
  public static ByteBuffer news(String aggregation, int results) {
    return Json.object(
        json -> {
          json.writeStringField("name", aggregation);
          json.writeNumberField("results", results);
        });
  }

  /** The schema Aggregations. */
  public static ByteBuffer aggregations(List<KnownAggregation> all) {
    return Json.object(json -> Json.array(json, "aggregations", all, FleetJson::aggregation));
  }

  private static void aggregation(JsonGenerator json, KnownAggregation known) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", known.name());
    json.writeStringField("topic", known.topic());
    json.writeStringField("doc", known.doc());
    Json.texts(json, "windows", known.windows());
    Json.texts(json, "groupBy", known.groupBy());
    Json.texts(json, "measures", known.measures());
    json.writeEndObject();
  }
}
