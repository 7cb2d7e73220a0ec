package io.qtrace.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesErrorsTest {

  private static final Path INPUT = Path.of("src/test/resources/io/qtrace/alert/rule/errors.yaml");

  @Test
  void pointsAtEverythingThatIsWrong() throws IOException {
    var expected = INPUT.resolveSibling("errors.expected");
    var message = errors("rules.yaml", Files.readString(INPUT)) + "\n";

    if (Boolean.getBoolean("qtrace.goldens.write")) {
      Files.writeString(expected, message);
    }
    assertThat(message)
        .as("run the test with -Dqtrace.goldens.write=true to accept new messages")
        .isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``| r:1:1: error: there are no rules; write 'rules: []' if there shall be none",
        "# only this| r:1:1: error: there are no rules; write 'rules: []' if there shall be none",
        "rules:| r:1:1: error: there are no rules; write 'rules: []' if there shall be none",
        "rules: x| r:1:8: error: 'rules' has to be a list",
        "[]| r:1:1: error: a rule file is a mapping with the key 'rules'",
        "groups: []| r:1:1: error: unknown key 'groups'; known is rules",
        "rules: [| r:1:9: error: this is not YAML: expected the node content, but found '<stream end>'",
        "a: b: c| r:1:5: error: this is not YAML: mapping values are not allowed here",
        "rules: []\\n---\\nrules: []| r:2:1: error: this is not YAML: but found another document",
        "rules: *x| r:1:8: error: this is not YAML: found undefined alias x",
        "rules: a\u0007b| r:1:9: error: this is not YAML: it has the character U+0007",
      })
  void saysWhatIsWrongWithAFileAsAWhole(String text, String expected) {
    assertThat(errors("r", text.replace("\\n", "\n")).lines().findFirst()).contains(expected);
  }

  @Test
  void saysWhichByteIsNotUtf8() {
    var latin1 = "rules: []\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> Rules.parse("r.yaml", latin1, MadeWindows.UNKNOWN))
        .isInstanceOf(InvalidRulesException.class)
        .hasMessage(
            """
            r.yaml:2:6: error: this is not UTF-8: byte 15 is 0xE9; save the file as UTF-8 (iconv -f ISO-8859-1 -t UTF-8, if it is Latin-1)
              # caf\uFFFD
                   ^""");
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800, this is compressed with gzip; unpack it with 'gzip -dc' first",
    "28b52ffd, this is compressed with zstd; unpack it with 'zstd -dc' first",
    "fd377a585a00, this is compressed with xz; unpack it with 'xz -dc' first",
    "504b030414b0, this is compressed with zip; unpack it with 'unzip -p' first",
    "425a68393101b0, this is compressed with bzip2; unpack it with 'bzip2 -dc' first",
    "fffe7200, this is UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8' first",
    "7f454c46f0, this is no text; give a file in YAML",
    "7275ff00, this is no text; give a file in YAML",
  })
  void quotesNoBytesOfWhatIsNoText(String hex, String what) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Rules.parse("r.yaml", bytes, MadeWindows.UNKNOWN))
        .hasMessage("r.yaml:1:1: error: " + what + "\n  \n  ^");
  }

  @Test
  void quotesOfALongLineWhatIsAroundTheFault() {
    var error = errors("r", "rules: [" + "'a', ".repeat(5_000) + "]] # " + "b".repeat(5_000));

    assertThat(error)
        .startsWith("r:1:25010: error: this is not YAML: ")
        .contains("\n  …a', 'a', ", "b…\n")
        .hasSizeLessThan(1_200);
    var lines = error.lines().toList();
    assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo(']');
  }

  @Test
  void takesAByteOrderMark() {
    assertThat(
            Rules.parse(
                    "r", "\uFEFFrules: []\n".getBytes(StandardCharsets.UTF_8), MadeWindows.UNKNOWN)
                .all())
        .isEmpty();
  }

  @Test
  void refusesWhatIsTooLargeToBeARuleFile() {
    var comment = "#" + "x".repeat(3 << 20) + "\nrules: []\n";

    assertThat(errors("r", "rules: []\n" + comment).lines().findFirst())
        .contains("r:2:1: error: a line of a rule file has at most 65,536 characters");
    assertThatThrownBy(() -> Rules.parse("r", new byte[(4 << 20) + 1], MadeWindows.UNKNOWN))
        .hasMessageStartingWith(
            "r:1:1: error: a rule file has at most 4,194,304 bytes; make fewer or shorter rules");
  }

  @Test
  void findsThePlacesOfManyRulesInOnePass() {
    var rule = "  - {alert: A, over: vm, when: cuont > 1} # \uD83D\uDE00\n";
    var message = errors("r", "rules:\n" + rule.repeat(1_000));

    assertThat(message)
        .startsWith("r:2:32: error: vm results have no 'cuont'; did you mean 'count'?")
        .contains("r:1001:13: error: a second alert is called 'A'; the first is in line 2");
  }

  private static String errors(String file, String text) {
    return catchThrowableOfType(InvalidRulesException.class, () -> Rules.parse(file, text))
        .getMessage();
  }
}
