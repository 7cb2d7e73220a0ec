package io.qtrace.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class FieldNamesTest {

  @Test
  void namesThatAreTakenGetUnderscores() {
    var definitions =
        Definitions.parse(
            "events", "ev(int meta_, int meta, int ret) \"%d %d %d\"\n".getBytes(UTF_8));
    var event = definitions.events().get(0);

    assertThat(FieldNames.of(event)).containsExactly("meta_", "meta__", "ret");
    assertThat(EventSchemas.compile(event).getFields().stream().map(Schema.Field::name))
        .containsExactly("meta", "meta_", "meta__", "ret");
  }
}
