package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trace is said to be wins over what its first bytes look like. */
final class ChosenFormatTest {

  private static final String EVENT = "vm_state_notify running 1 reason 9 (running)\n";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GIF89a, said the guest\n",
        "\u00ff\u00fe",
        "From: me\nTo: you\nSubject: the log\n\n",
        "%PDF-1.7\n",
        "BZh91AY&SY\n",
      })
  void aLogMayBeginLikeAnythingElse(String head) throws IOException {
    var log = directory.resolve("qemu.log");
    Files.write(log, (head + EVENT.repeat(9)).getBytes(ISO_8859_1));

    assertThat(CommandRun.of("decode", log.toString()))
        .returns(1, CommandRun::exitCode)
        .extracting(CommandRun::err)
        .asString()
        .contains("cannot read the trace: it is ");
    assertThat(CommandRun.of("decode", log.toString(), "--input-format=log"))
        .returns(0, CommandRun::exitCode)
        .extracting(CommandRun::out)
        .asString()
        .endsWith(EVENT.repeat(8));
    assertThat(CommandRun.of("conversions", log.toString(), "--input-format=log"))
        .returns(0, CommandRun::exitCode);
  }
}
