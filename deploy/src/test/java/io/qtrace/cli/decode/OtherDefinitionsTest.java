package io.qtrace.cli.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are not of the definitions they are read with, and files that are no definitions. */
class OtherDefinitionsTest {

  @TempDir Path directory;
  private String definitions = "";

  @BeforeEach
  void write() throws IOException {
    definitions =
        Files.writeString(
                directory.resolve("events"), "stop(void *cpu, int ret) \"cpu %p ret %d\"\n")
            .toString();
  }

  private Path log(String... lines) throws IOException {
    return Files.write(directory.resolve("qemu.log"), List.of(lines));
  }

  @Test
  void saysThatAnotherQemuWroteALog() throws IOException {
    var log = log("hello", "2026-11-22T17:04:10.5Z virtio_set_status vdev 0x1000 val 0\u001b[0m");

    var run = CommandRun.of("decode", log.toString(), "--definitions", definitions);

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                %1$s: 0 events, 0 dropped records, 2 other lines (1 looks like an event), 0 bytes rejected
                %1$s: no line is an event of %2$s (1 event); the first that looks like one:
                    2026-11-22T17:04:10.5Z virtio_set_status vdev 0x1000 val 0\\x1b[0m
                                           ^
                  no event 'virtio_set_status' is in the definitions; give those of the QEMU that wrote the log with --definitions
                """
                    .formatted(log, definitions)));
    assertThat(
            CommandRun.of("decode", log.toString(), "--definitions", definitions, "--allow-empty")
                .exitCode())
        .isZero();
  }

  @Test
  void saysThatMostLinesAreOfAnotherQemu() throws IOException {
    var log = log("stop cpu (nil) ret 0", "a_tick n 3", "b_tick n 3");

    var run = CommandRun.of("decode", log.toString(), "--definitions", definitions);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains(": 2 of 3 lines look like events, but not of " + definitions + " (1 event);");
  }

  @Test
  void saysThatAPrefixIsNotKnown() throws IOException {
    var log = log("<<vm>> ram_block_discard_range mem0 0x1000 discard_range");

    var run = CommandRun.of("decode", log.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .containsPattern("no line is an event of the built-in definitions \\([\\d,]+ events\\);")
        .endsWith(
            """
                <<vm>> ram_block_discard_range mem0 0x1000 discard_range
                ^
              what is in front of 'ram_block_discard_range' is no prefix that is read; docs/decoding.md lists those that are
            """);
  }

  @Test
  void saysThatArgumentsAreNotAsQemuPrintsThem() throws IOException {
    assertThat(CommandRun.of("decode", log("kvm_run_exit: cpu_index 0, reason 2").toString()).err())
        .endsWith(
            """
                kvm_run_exit: cpu_index 0, reason 2
                            ^
              behind 'kvm_run_exit' QEMU prints a blank and the event's arguments; give the log as QEMU wrote it
            """);
  }

  @Test
  void saysThatNothingLooksLikeAnEvent() throws IOException {
    var run = CommandRun.of("decode", log("hello", "some other_text (with words)").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith(", and none looks like one; 'qtrace inspect' says what it is\n");
  }

  @Test
  void takesAnEmptyLogForWhatItIs() throws IOException {
    assertThat(CommandRun.of("decode", log().toString()).exitCode()).isZero();
  }

  @Test
  void readsCompressedDefinitionsAndRefusesEmptyOnes() throws IOException {
    var zipped = directory.resolve("trace-events-all.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(Path.of(definitions), out);
    }
    var log = log("stop cpu (nil) ret 0").toString();
    assertThat(CommandRun.of("decode", log, "--definitions", zipped.toString()).out())
        .isEqualTo("stop cpu (nil) ret 0\n");

    var empty = Files.writeString(directory.resolve("empty-events"), "# nothing\n").toString();
    for (var command : new String[] {"decode " + log + " --definitions", "schemas"}) {
      assertThat(CommandRun.of((command + " " + empty).split(" ")))
          .isEqualTo(
              new CommandRun(
                  1,
                  "",
                  "qtrace: "
                      + empty
                      + ": no event is declared in it; give the trace-events-all of the QEMU that wrote the trace\n"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ---;a: 1;b:;  - c                   | it is YAML, and no definitions
          #!/bin/sh;echo hello;qemu -trace a  | it is a script, and no definitions
          vm_stopped cpu 0;vm_started cpu 1   | it is a log, and no definitions
          int x = 5,;return 0,                | it is text, and no definitions
          <html>                              | cannot read the definitions: it is a web page (HTML), and no definitions
          %PDF-1.7                            | cannot read the definitions: it is a document (PDF), and no definitions
          BZh91AY&SY                          | cannot read the definitions: it is compressed with bzip2, and only zstd and gzip are read; unpack it with 'bzip2 -dc' first
          """)
  void saysWhatIsNoDefinitions(String lines, String what) throws IOException {
    var file = Files.writeString(directory.resolve("file"), lines.replace(';', '\n') + "\n");

    assertThat(CommandRun.of("schemas", file.toString()))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: %s: %s; give the trace-events-all of the QEMU that wrote the trace\n"
                    .formatted(file, what)));
  }

  @Test
  void saysThatDefinitionsAreNoLog() throws IOException {
    var events =
        log(
            "foo_started(int a) \"foo_state foo_done a %d\"",
            "foo_done(int a) \"took: foo_time %d\"", "foo(void) \"\"");

    assertThat(CommandRun.of("decode", events.toString(), "--definitions", definitions).err())
        .endsWith(
            ": no line is an event of %s (1 event); it looks like definitions of trace events; they go to --definitions\n"
                .formatted(definitions));
  }

  @Test
  void saysOfLinesThatAreEventsForSureWhichDefinitionsTheyAreNotOf() throws IOException {
    var log = log("5019@1795368894.324831:virtio_notify vq 0x5", "qemu: hello");

    var run = CommandRun.of("decode", log.toString(), "--definitions", definitions);

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                1,
                "",
                """
                %1$s: 0 events, 0 dropped records, 1 other line, 43 bytes rejected
                  UNKNOWN_EVENT: 1 time, 43 bytes
                    UNKNOWN_EVENT: line 1: column 24: the definitions have no event 'virtio_notify'; send the definitions of the QEMU that wrote the line
                  none of its events is one of %2$s (1 event); give those of the QEMU that wrote it with --definitions
                """
                    .formatted(log, definitions)));
  }

  @Test
  void saysNothingOfConversionsWhereNoEventWasRead() throws IOException {
    var log = log("5019@1795368894.324831:virtio_notify vq 0x5").toString();

    assertThat(CommandRun.of("conversions", log).err()).doesNotContain("no conversions");
  }

  @Test
  void refusesATraceForDefinitions() throws IOException {
    byte[] header = {
      -1,
      -1,
      -1,
      -1,
      -1,
      -1,
      -1,
      -1,
      (byte) 0xb4,
      0x29,
      (byte) 0xa4,
      0x0a,
      (byte) 0xcb,
      0x77,
      (byte) 0xb1,
      (byte) 0xf2,
      4,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
    var trace = Files.write(directory.resolve("trace"), header).toString();

    assertThat(CommandRun.of("schemas", trace))
        .isEqualTo(
            new CommandRun(
                1,
                "",
                "qtrace: %s: cannot read the definitions: it is a simple trace, and no definitions; give the trace-events-all of the QEMU that wrote the trace\n"
                    .formatted(trace)));
  }

  /** Standard input has a name in every command. */
  @Test
  void saysThatEventsAreDeclaredOtherwiseAndInWhichLine() throws IOException {
    var mine = directory.resolve("mine");
    Files.writeString(mine, "stop_cpu(void *cpu) \"cpu %p\"\n");
    var log = log("hello", "stop_cpu 7").toString();

    var run = CommandRun.of("decode", log, "--definitions", mine.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("  MISMATCH: 1 time, 10 bytes\n    MISMATCH: line 2: column 10: expected 'cpu ' ")
        .endsWith(
            "\n  none of its events is as %s (1 event) declare it; give those of the QEMU that wrote it with --definitions\n"
                .formatted(mine));
  }

  /** Of a wrapper, or the guest. */
  @ParameterizedTest
  @ValueSource(strings = {"<domain type='kvm'>\n</domain>", "<html>", "<?xml version='1.0'?>"})
  void readsALogThatBeginsWithMarkup(String first) throws IOException {
    var log = log(first, "stop cpu (nil) ret 0").toString();

    assertThat(CommandRun.of("decode", log, "--definitions", definitions).out())
        .isEqualTo("stop cpu (nil) ret 0\n");
    assertThat(CommandRun.of("inspect", log, "--definitions", definitions).out())
        .startsWith(log + ": a log\n");
    var nothing = CommandRun.of("decode", log(first).toString(), "--definitions", definitions);
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err()).containsPattern("; it looks like (XML|a web page \\(HTML\\))\n$");
  }

  @Test
  void saysThatAFileIsEmpty() throws IOException {
    var empty = Files.createFile(directory.resolve("empty.log")).toString();
    for (var command : List.of("decode", "conversions")) {
      assertThat(CommandRun.of(command, empty))
          .isEqualTo(new CommandRun(0, "", empty + ": 0 events, 0 dropped records; it is empty\n"));
    }
  }

  @Test
  void callsStandardInputByItsName() throws IOException {
    var file =
        Files.writeString(
            directory.resolve("a.yaml"),
            "aggregations: [{name: a, from: $event, window: 1s, measures: {n: count}}]\n");
    byte[] log = "stop cpu (nil) ret 0\n".getBytes(UTF_8);
    for (var command :
        List.of("decode", "conversions --clock-offset-ns=0", "aggregate --aggregations=" + file)) {
      var run =
          CommandRun.reading(log, (command + " - --definitions " + definitions).split(" ", -1));

      assertThat(run.err())
          .startsWith("standard input: ")
          .contains("standard input: 1 event, ")
          .doesNotContain("-: ");
    }
  }
}
