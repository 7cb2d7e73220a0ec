package io.qtrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedEventsTest {

  private static final Definitions DEFINITIONS =
      Definitions.parse(
          "old",
          """
          dev_linked(struct x *y) "%p"
          dev_says(const char *what) "'%s' end"
          linked(struct x *y) "%p"
          """
              .getBytes(StandardCharsets.UTF_8));

  private static final String REFUSED =
      "UNKNOWN_EVENT: event 'dev_linked' is declared in a way that cannot be read (old:1:12: type"
          + " 'struct x *' is not traceable; pass structs as 'void *') | ";

  private static List<String> read(String log) {
    return LogRecorder.read(DEFINITIONS, log);
  }

  @Test
  void areRejectedWithTheReason() {
    var plain = "dev_linked 0x10";
    var stamped = "5019@1795368894.324831:dev_linked 0x10";

    assertThat(read(plain + "\n" + stamped + "\ndev_says 'a' end\n"))
        .containsExactly(REFUSED + plain, REFUSED + stamped, "dev_says(\"a\")");
  }

  @Test
  void areNoPartOfAnEventBeforeThem() {
    assertThat(read("dev_says 'a\ndev_linked b' end\n")).hasSize(2);
  }

  @Test
  void areOrdinaryTextIfTheirNameMayBeAWord() {
    assertThat(read("linked to nothing\n")).containsExactly("other: linked to nothing");
  }
}
