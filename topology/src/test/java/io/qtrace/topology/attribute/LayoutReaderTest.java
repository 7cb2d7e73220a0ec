package io.qtrace.topology.attribute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qtrace.conversion.fact.MemoryLayout;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutReaderTest {

  /** What the QMP connector writes. */
  private static final String LAYOUT =
      """
      {"vm":"vm-7","host":"host-1","name":"vm-7","uuid":"","qemu":"10.2.2","pid":42,
       "blocks":[{"name":"mem0","size":4096,"maxSize":8192,"address":"0x7f0000000000"},
                 {"name":"mem1","size":4096,"maxSize":4096,"address":null}],
       "ranges":[{"gpa":"0x100000000","size":4096,"block":"mem0","offset":4096}]}
      """;

  @Test
  void readsWhatCounts() {
    assertThat(LayoutReader.read(LAYOUT.getBytes(UTF_8)))
        .isEqualTo(
            new MemoryLayout(
                42,
                List.of(
                    new MemoryLayout.Block("mem0", 8192, 0x7f0000000000L),
                    new MemoryLayout.Block("mem1", 4096, 0)),
                List.of(new MemoryLayout.Range(1L << 32, 4096, "mem0", 4096))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "blocks"         | "block"     | 'blocks' is missing, not a list
          "name":"mem0"    | "name":7    | 'name' is 7, not a text
          "maxSize":8192   | "maxSize":1.5 | 'maxSize' is 1.5, not a number of 64 bits
          "pid":42         | "pid":"42"  | 'pid' is "42", not a number of 64 bits
          "0x100000000"    | "100000000" | 'gpa' is "100000000", not an address such as "0x7f00"
          "0x7f0000000000" | "0x7g"      | 'address' is "0x7g", not an address such as "0x7f00"
          {"vm"            | {vm         | no JSON: Unexpected character ('v' (code 118)): was expecting double-quote to start field name
          """)
  void saysWhatIsWrong(String right, String wrong, String problem) {
    var json = LAYOUT.replaceFirst(Pattern.quote(right), wrong).getBytes(UTF_8);
    assertThatThrownBy(() -> LayoutReader.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
