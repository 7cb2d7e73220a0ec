package io.qtrace.render;

import static io.qtrace.render.TestEvent.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RealTextTest {

  @Test
  void printsWhatCPrints() throws IOException {
    String goldens;
    try (var in = RealTextTest.class.getResourceAsStream("real-goldens.txt")) {
      goldens = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
    assertThat(goldens.lines().filter(line -> !line.startsWith("#")))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            line -> {
              var columns = line.split("\t", -1);
              var declaration = "ev(double v) \"" + columns[0] + "\"";
              assertThat(text(declaration, Double.parseDouble(columns[1])))
                  .isEqualTo("ev " + columns[2] + "\n");
            });
  }

  @Test
  void takesWidthAndPrecisionFromArguments() {
    assertThat(text("ev(int w, int p, float v) \"[%*.*f]\"", 8, 2, 1.5))
        .isEqualTo("ev [    1.50]\n");
  }

  @Test
  void printsTheSignOfNoNumber() {
    assertThat(text("ev(double v) \"%g\"", Double.longBitsToDouble(0xfff8000000000000L)))
        .isEqualTo("ev -nan\n");
  }

  @Test
  void hasRoomForTheLargest() {
    assertThat(text("ev(double v) \"%.4000f\"", -Double.MAX_VALUE)).hasSize(4 + 1 + 309 + 4001);
  }

  @Test
  void leavesErrnoAsItIs() {
    assertThat(text("ev(int n) \"%d: %m\\n\"", 5)).isEqualTo("ev 5: %m\n\n");
  }
}
