package io.qtrace.simulator;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qtrace.simulator.FleetPlan.Host;
import io.qtrace.simulator.FleetPlan.Vm;
import io.qtrace.simulator.guest.plan.GuestFacts;
import io.qtrace.simulator.qemu.TraceFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code fleet.json}: what was simulated, and what is true of each file. */
final class FleetFile implements AutoCloseable {

  private final JsonGenerator json;

  FleetFile(Path path) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(Files.newOutputStream(path), JsonEncoding.UTF8)
            .useDefaultPrettyPrinter();
  }

  void begin(SimulationOptions options, String definitionsFile, List<Host> hosts)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("scenario", options.scenarioName());
    json.writeNumberField("seed", options.seed());
    json.writeNumberField("vmCount", options.vms());
    json.writeNumberField("durationNs", options.durationNs());
    json.writeNumberField("eventsPerSecond", options.eventsPerSecond());
    json.writeStringField("format", options.isLog() ? "log" : "simple");
    json.writeStringField("definitions", definitionsFile);
    json.writeStringField("fingerprint", options.definitions().fingerprint());
    json.writeArrayFieldStart("hosts");
    for (var host : hosts) {
      write(host);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("vms");
  }

  private void write(Host host) throws IOException {
    var clock = host.clock();
    json.writeStartObject();
    json.writeStringField("host", host.name());
    json.writeNumberField("monotonicNs", clock.bootedNs());
    json.writeNumberField("realtimeNs", clock.startNs());
    json.writeNumberField("clockOffsetNs", clock.startNs() - clock.bootedNs());
    json.writeNumberField("driftPpm", clock.driftPpm());
    json.writeArrayFieldStart("steps");
    for (var step : clock.steps()) {
      json.writeStartObject();
      json.writeNumberField("atNs", step.atNs());
      json.writeNumberField("byNs", step.byNs());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  void write(Vm vm, GuestFacts guest, List<TraceFacts> files) throws IOException {
    json.writeStartObject();
    json.writeStringField("vm", vm.name());
    json.writeStringField("host", vm.host().name());
    json.writeNumberField("pid", vm.pid());
    json.writeStringField("qemu", vm.version().text());
    json.writeBooleanField("killed", vm.isKilled());
    json.writeNumberField("memoryBytes", vm.guest().memory().bytes());
    json.writeNumberField("vcpus", vm.guest().vcpus());
    json.writeNumberField("requests", guest.requests());
    json.writeNumberField("refused", guest.refused());
    json.writeNumberField("conversions", guest.conversions());
    json.writeNumberField("ambiguous", guest.ambiguous());
    json.writeNumberField("resets", guest.resets());
    json.writeNumberField("plugs", guest.plugs());
    writeStorms(guest.storms());
    writeBlockIo(guest.blockIo());
    json.writeArrayFieldStart("files");
    for (var file : files) {
      write(vm.host().name(), file);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeStorms(List<GuestFacts.StormFacts> storms) throws IOException {
    json.writeArrayFieldStart("storms");
    for (var storm : storms) {
      json.writeStartObject();
      json.writeStringField("block", storm.block());
      json.writeNumberField("gpa", storm.gpa());
      json.writeNumberField("pages", storm.pages());
      json.writeNumberField("fromNs", storm.fromNs());
      json.writeNumberField("untilNs", storm.untilNs());
      json.writeNumberField("conversions", storm.conversions());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeBlockIo(GuestFacts.BlockIo blockIo) throws IOException {
    json.writeObjectFieldStart("blockIo");
    json.writeNumberField("requests", blockIo.requests());
    json.writeNumberField("p50Ns", blockIo.p50Ns());
    json.writeNumberField("p99Ns", blockIo.p99Ns());
    json.writeNumberField("maxNs", blockIo.maxNs());
    json.writeEndObject();
  }

  private void write(String host, TraceFacts file) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", host + "/" + file.file());
    json.writeNumberField("events", file.events());
    json.writeNumberField("droppedEvents", file.droppedEvents());
    json.writeNumberField("droppedRecords", file.droppedRecords());
    json.writeNumberField("untoldEvents", file.untoldEvents());
    json.writeNumberField("stateChanges", file.stateChanges());
    json.writeNumberField("bytes", file.bytes());
    json.writeNumberField("firstNs", file.firstNs());
    json.writeNumberField("lastNs", file.lastNs());
    json.writeStringField("sha256", file.sha256());
    json.writeEndObject();
  }

  void end(SimulationSummary summary) throws IOException {
    json.writeEndArray();
    json.writeObjectFieldStart("total");
    json.writeNumberField("files", summary.files());
    json.writeNumberField("events", summary.events());
    json.writeNumberField("droppedEvents", summary.droppedEvents());
    json.writeNumberField("stateChanges", summary.stateChanges());
    json.writeNumberField("bytes", summary.bytes());
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
