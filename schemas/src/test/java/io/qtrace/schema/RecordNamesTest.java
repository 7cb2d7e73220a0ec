package io.qtrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@net.jqwik.api.Tag("slow")
class RecordNamesTest {

  @ParameterizedTest
  @CsvSource({
    "ram_block_attributes_state_change, RamBlockAttributesStateChange",
    "open, Open",
    "usb_ehci_2_port, UsbEhci_2Port",
    "a__b, A__B",
    "aB, A_B",
    "a_B, A___B",
    "_hidden, __hidden",
    "trailing_, Trailing__",
    "meta, Meta_",
  })
  void areCamelCase(String event, String record) {
    assertThat(RecordNames.of(event)).isEqualTo(record);
  }

  @Property(tries = 200)
  void areDifferentForDifferentEvents(@ForAll long seed) {
    var random = new Random(seed);
    Map<String, String> events = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      var event = event(random);
      var record = RecordNames.of(event);
      assertThat(record).matches("[A-Za-z_][A-Za-z0-9_]*");
      var other = events.put(record, event);
      assertThat(other == null || other.equals(event))
          .as("%s and %s are both %s", event, other, record)
          .isTrue();
    }
  }

  /** Short and of few letters, so that near misses are frequent. */
  private static String event(Random random) {
    var event = new StringBuilder();
    event.append("ab_AB".charAt(random.nextInt(5)));
    for (int i = random.nextInt(6); i > 0; i--) {
      event.append("ab__AB1".charAt(random.nextInt(7)));
    }
    return event.toString();
  }
}
