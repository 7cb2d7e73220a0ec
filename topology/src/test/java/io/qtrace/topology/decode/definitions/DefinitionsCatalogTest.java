package io.qtrace.topology.decode.definitions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.testing.CountingStore;
import io.qtrace.topology.decode.definitions.DefinitionsCatalog.Found;
import java.util.Properties;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many builds there are, each is in memory once. */
class DefinitionsCatalogTest {

  private static final int MORE_THAN_ARE_KEPT = 40;

  private final CountingStore published = new CountingStore("definitions");
  private final DefinitionsCatalog catalog = new DefinitionsCatalog(definitions("nothing"));

  @BeforeEach
  void init() {
    var context = new MockProcessorContext<byte[], byte[]>(new Properties());
    published.init(context.getStateStoreContext(), published);
  }

  private static Definitions definitions(String event) {
    return Definitions.parse("mine", (event + "(void) \"\"\n").getBytes(UTF_8));
  }

  private CompiledDefinitions find(String event) {
    var definitions = definitions(event);
    published.put(definitions.fingerprint(), definitions.text());
    return ((Found) catalog.find(definitions.fingerprint(), published)).definitions();
  }

  @Test
  void whatASourceStillHasIsNotCompiledAgain() {
    var held = find("held");
    for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
      find("other_" + i);
    }

    assertThat(find("held")).isSameAs(held);
  }
}
