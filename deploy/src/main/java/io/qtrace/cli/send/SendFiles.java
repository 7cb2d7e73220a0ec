package io.qtrace.cli.send;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.ExitCode;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.option.HeaderOptions;
import io.qtrace.cli.trace.TraceInput;
import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The files of one {@code send}. One that cannot be sent keeps no other from it; what was not sent
 * is listed at the end. Not thread-safe.
 */
final class SendFiles {

  private final Console console;
  private final List<Path> files;
  private final Reading reading;
  private final Set<Path> unsent = new LinkedHashSet<>();

  /**
   * How files are read.
   *
   * @param inputFormat null: what the first bytes of each look like
   * @param header what to make of simple traces without one
   * @param given null: those that the topology has as its default
   * @param definitionsName how people call the definitions
   */
  record Reading(
      @Nullable TraceFormat inputFormat,
      HeaderOptions header,
      @Nullable Definitions given,
      String definitionsName) {}

  SendFiles(Console console, List<Path> files, Reading reading) {
    this.console = console;
    this.files = files;
    this.reading = reading;
  }

  /** Those that can be opened: misspelt names are told before anything is sent. */
  List<Path> readable() throws IOException {
    var readable = new ArrayList<Path>();
    for (var file : files) {
      try {
        requireReadable(file);
        readable.add(file);
      } catch (Failure e) {
        failed(file, e);
      }
    }
    return readable;
  }

  /** A pipe is opened once only, when it is sent. */
  private void requireReadable(Path file) throws IOException {
    var input = input(file);
    if (Files.isRegularFile(file) || Files.notExists(file)) {
      if (!file.equals(Console.STDIN)) {
        try (var trace = input.open()) {
          if (!reading.header.isGiven()) {
            input.requireHeader(trace);
          }
        }
      }
    }
  }

  /**
   * Sends them one after the other.
   *
   * @param readable some of the files
   * @param allowEmpty send a log also if it does not seem to be one of the definitions
   * @return the exit code
   */
  int send(List<Path> readable, Supplier<SendJob> job, boolean allowEmpty) throws IOException {
    boolean isClean = true;
    for (int i = 0; i < readable.size(); i++) {
      var file = readable.get(i);
      try {
        isClean &= send(file, job.get(), allowEmpty);
      } catch (Failure e) {
        if (isOfKafka(e)) { // which the others would meet, too
          unsent.addAll(readable.subList(i, readable.size()));
          throw naming(e);
        }
        failed(file, e);
      }
    }
    if (!unsent.isEmpty()) {
      console.tell(
          "qtrace: %d of %d files were not sent: %s"
              .formatted(unsent.size(), files.size(), names()));
    }
    return isClean && unsent.isEmpty() ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }

  private boolean send(Path file, SendJob job, boolean allowEmpty) throws IOException {
    try (var input = reading.header.with(input(file), reading.given).keep()) {
      TraceFormat format;
      String kind;
      try (var trace = input.open()) {
        format = input.format(trace, reading.header.format(reading.inputFormat));
        kind = input.kind(trace);
        input.requireHeader(trace);
      }
      if (format == TraceFormat.LOG && !allowEmpty) {
        job.requireEvents(input.name(), input.file(), kind, reading.definitionsName);
      }
      return job.send(Path.of(input.name()), input.file(), format, input.addedBytes());
    }
  }

  private TraceInput input(Path file) {
    return new TraceInput(file, console).as(reading.header.format(reading.inputFormat));
  }

  /** Of several, the others are sent all the same. */
  private void failed(Path file, Failure e) {
    if (files.size() == 1) {
      throw e;
    }
    unsent.add(file);
    console.tell("qtrace: " + e.getMessage());
  }

  private static boolean isOfKafka(Throwable e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof KafkaException) {
        return true;
      }
    }
    return false;
  }

  private Failure naming(Failure e) {
    return files.size() == 1
        ? e
        : Failure.badInput("%s; not sent: %s".formatted(e.getMessage(), names()), e);
  }

  private String names() {
    return unsent.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
