package io.qtrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.aggregation.plan.KnownDefinitions;
import io.qtrace.aggregation.spec.AggregationFile;
import io.qtrace.definition.Definitions;
import io.qtrace.topology.declared.Declarations;
import io.qtrace.topology.declared.Target;
import io.qtrace.topology.declared.Targets;
import io.qtrace.topology.destination.FakeTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A file of aggregations, held against the built-in definitions, and its results in topologies; as
 * an extension it ends with the test.
 */
final class DeclaredFile implements AfterEachCallback {

  /** The only one that its registry gives out. */
  private static final int SCHEMA_ID = 7;

  private final Path path;
  private final Map<String, Schema> schemas = new TreeMap<>();
  private final List<DecodeDriver> drivers = new ArrayList<>();

  DeclaredFile(Path path) {
    this.path = path;
  }

  static DeclaredFile temporary() {
    try {
      return new DeclaredFile(Files.createTempFile("aggregations", ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    drivers.forEach(DecodeDriver::close);
    Files.delete(path);
  }

  void write(String text) throws IOException {
    Files.writeString(path, text);
  }

  /** In force, as when a process starts. */
  Declarations open() throws IOException {
    var known = List.of(new KnownDefinitions("the built-in definitions", Definitions.system()));
    var declarations = new Declarations(AggregationFile.open(path), () -> known, this::targets);
    declarations.begin();
    return declarations;
  }

  /** A stage that begins with what the file says now. */
  DecodeDriver driver() throws IOException {
    return driver(open());
  }

  DecodeDriver driver(Declarations declarations) {
    var driver = new DecodeDriver(parts(declarations));
    drivers.add(driver);
    return driver;
  }

  private List<Target> targets(List<Targets.Wanted> wanted) {
    var targets = new ArrayList<Target>();
    for (var one : wanted) {
      schemas.put(one.title(), one.schema());
      targets.add(new Target(topic(one.title()), SCHEMA_ID, one.schema()));
    }
    return targets;
  }

  private static String topic(String name) {
    return "qtrace-aggregation-" + name;
  }

  /** Parts of a stage whose events all have the route {@code drop}. */
  static TestParts parts(Declarations declarations) {
    return TestParts.of(new FakeTargets("*:drop")).declarations(declarations);
  }

  /** Aggregations that there have ever been. */
  Set<String> names() {
    return schemas.keySet();
  }

  /** What an aggregation has published since the last call. */
  List<GenericRecord> results(DecodeDriver driver, String name) {
    var results = new ArrayList<GenericRecord>();
    for (var record : driver.read(topic(name))) {
      assertThat(FramedBytes.idOf(record.value())).isEqualTo(SCHEMA_ID);
      GenericRecord result =
          FramedBytes.read(record.value(), new GenericDatumReader<>(schemas.get(name)));
      assertThat(record.key()).hasToString(String.valueOf(result.get("vm")));
      assertThat(record.timestamp()).isEqualTo(result.get("windowStart"));
      results.add(result);
    }
    return results;
  }
}
