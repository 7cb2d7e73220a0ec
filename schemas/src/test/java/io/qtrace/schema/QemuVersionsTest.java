package io.qtrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.QemuVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("slow")
class QemuVersionsTest {

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> everyDeclarationOfAVersionCompiles() {
    var files = QemuVersions.files();
    if (files.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "(absent: install qemu-system-common or set -Dqtrace.test.data)", () -> {}));
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> compileAll(file)));
  }

  private static void compileAll(Path file) throws IOException {
    var definitions = Definitions.parse(file.toString(), Files.readAllBytes(file));
    var names = new HashSet<String>();
    for (var event : definitions.events()) {
      var schema = EventSchemas.compile(event);
      assertThat(names.add(schema.getFullName())).as(schema.getFullName()).isTrue();
      assertThat(reparsed(schema)).hasToString(schema.toString());
      assertThat(schema.getFields()).hasSize(event.arguments().size() + 1);
    }
    assertThat(names).hasSizeGreaterThan(1000);
  }

  private static Schema reparsed(Schema schema) {
    return new SchemaParser().parse(SchemaFormatter.format("json/pretty", schema)).mainSchema();
  }
}
