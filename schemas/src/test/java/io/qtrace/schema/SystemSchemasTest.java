package io.qtrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The schemas of the built-in events are checked in: Java classes are generated from them. */
class SystemSchemasTest {

  private static final Path GOLDENS = Path.of("src/main/avro");

  @TestFactory
  Stream<DynamicTest> areWhatTheCompilerMakes() {
    return Definitions.system().events().stream()
        .map(event -> DynamicTest.dynamicTest(event.name(), () -> assertGolden(event)));
  }

  private static void assertGolden(EventDefinition event) throws IOException {
    var file = GOLDENS.resolve(EventSchemas.recordName(event.name()) + ".avsc");
    var json = SchemaFormatter.format("json/pretty", EventSchemas.compile(event)) + "\n";
    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(file, json);
    }
    assertThat(file)
        .as("run the test with -Dqtrace.goldens.write=true to accept the new schema")
        .hasContent(json);
  }
}
