package io.qtrace.cli.send;

import io.qtrace.cli.console.Console;
import io.qtrace.cli.console.Failure;
import io.qtrace.cli.console.Progress;
import io.qtrace.cli.kafka.KafkaCluster;
import io.qtrace.cli.send.delivery.Preflight;
import io.qtrace.cli.send.delivery.RecordTime;
import io.qtrace.cli.send.delivery.SendProgress;
import io.qtrace.cli.send.delivery.TraceSender;
import io.qtrace.cli.send.delivery.TraceSource;
import io.qtrace.cli.send.outcome.DeadLetterTally;
import io.qtrace.cli.send.outcome.Outcome;
import io.qtrace.cli.send.outcome.Waiting;
import io.qtrace.cli.trace.EventCheck;
import io.qtrace.cli.trace.EventSink;
import io.qtrace.cli.trace.Tally;
import io.qtrace.cli.trace.TraceDecoder;
import io.qtrace.definition.Definitions;
import io.qtrace.raw.Clock;
import io.qtrace.raw.RecordScanner.OnDamage;
import io.qtrace.retry.StopSignal;
import io.qtrace.source.ClockAnchor;
import io.qtrace.source.SourceSummary;
import io.qtrace.source.TraceFile;
import io.qtrace.source.chunk.ChunkReader;
import io.qtrace.source.file.TraceBytes;
import io.qtrace.source.file.TraceFormat;
import io.qtrace.text.Counts;
import io.qtrace.text.Reasons;
import io.qtrace.topic.TopicPlan;
import io.qtrace.topic.Topics;
import io.qtrace.topic.refusal.KafkaRefusedException;
import io.qtrace.topology.config.DecodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends files one after the other, and tells on stderr what is done. */
public final class SendJob {

  /**
   * What holds for every file.
   *
   * @param host empty if not known
   * @param definitions null: those that the topology has as its default
   * @param again send what was sent already
   * @param isFinal the files do not grow any more
   */
  public record Options(
      String vm,
      String host,
      @Nullable Definitions definitions,
      int chunkBytes,
      RecordTime recordTime,
      boolean again,
      boolean isFinal,
      Waiting waiting,
      ClockAnchor anchor) {}

  private final Console console;
  private final boolean quiet;
  private final KafkaCluster cluster;
  private final DecodeConfig config;
  private final Options options;
  private final Outcome outcome;

  public SendJob(Console console, boolean quiet, KafkaCluster cluster, Options options) {
    this.console = console;
    this.quiet = quiet;
    this.cluster = cluster;
    this.config = cluster.config();
    this.options = options;
    this.outcome = new Outcome(cluster, config, options.waiting, this::tellLater);
  }

  /**
   * Those that are not there yet.
   *
   * @param isRetentionGiven as in {@link TopicPlan#sending}
   * @throws Failure if Kafka refuses
   */
  static void createTopics(DecodeConfig config, boolean isRetentionGiven) {
    try (var topics = new Topics(config.bootstrap(), config.streams().kafka(), new StopSignal())) {
      topics.ensure(config.topics().sending(isRetentionGiven));
    } catch (KafkaRefusedException e) {
      throw Failure.badInput(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * False if the topology found something in the file that could not be decoded.
   *
   * @param file as messages call it
   * @param bytes where it can be read any number of times: the file, or the copy of a pipe
   * @param addedBytes a header that was put in front of the file's own bytes
   */
  public boolean send(Path file, Path bytes, TraceFormat format, long addedBytes) {
    try {
      var source = source(file, bytes, format, addedBytes);
      if (source.summary().sizeBytes() == 0) {
        tell("%s: empty, nothing to send".formatted(file));
        return true;
      }
      var names = config.topics().names();
      new Preflight(cluster, names.raw()).check(source, options.recordTime, Instant.now());
      try (var sender = new TraceSender(cluster, config.topics(), source)) {
        var tally = DeadLetterTally.from(cluster, names.deadLetter());
        var sent = send(source, bytes, sender);
        return sent.sentBytes() == 0 || outcome.isClean(source, sent, tally);
      }
    } catch (IOException e) {
      throw Failure.badInput(
          "%s: sending stopped: cannot read the trace: %s; the same command goes on where it stopped"
              .formatted(file, Reasons.of(e)),
          e);
    }
  }

  /**
   * Makes sure that a log is one of the definitions it is to be read with.
   *
   * @param file as messages call it
   * @param bytes where it can be read any number of times
   * @param kind what else it may be, for people; empty if that is not known
   * @param definitionsName how people call the definitions
   * @throws Failure saying what is wrong, if it does not seem to be
   */
  public void requireEvents(String file, Path bytes, String kind, String definitionsName) {
    var known = knownDefinitions();
    var decoder = new TraceDecoder(known, OnDamage.RESYNC, read -> {});
    var check = new EventCheck(known, definitionsName);
    var tally = new Tally(EventSink.none(), check, decoder::placeOf);
    try (var trace = TraceBytes.openAny(bytes)) {
      decoder.decode(trace, TraceFormat.LOG, tally);
    } catch (IOException e) {
      throw Failure.badInput("%s: nothing of it was sent: %s".formatted(file, Reasons.of(e)), e);
    }
    var problem = tally.problem(kind);
    if (problem != null) {
      throw Failure.badInput(
          "%s: nothing of it was sent: %s\n  --allow-empty sends it all the same"
              .formatted(file, problem));
    }
  }

  /** Reads all of it, so that a file that cannot be read to its end is not sent in part. */
  private TraceSource source(Path file, Path bytes, TraceFormat format, long addedBytes)
      throws IOException {
    var known = knownDefinitions();
    SourceSummary summary;
    try (var trace = TraceBytes.openAny(bytes);
        var progress = Progress.ofBytes(console, quiet, "reading", trace.fileSize())) {
      summary = SourceSummary.of(new TraceFile(bytes, format, known), options.vm, progress::to);
    } catch (IOException e) {
      throw Failure.badInput("%s: nothing of it was sent: %s".formatted(file, Reasons.of(e)), e);
    }
    long offsetNs = 0;
    if (summary.clock() != Clock.REALTIME && summary.sizeBytes() > 0) {
      var resolved = resolved(file, bytes, summary);
      tell("%s: clock: %s".formatted(file, resolved.reason()));
      offsetNs = resolved.offsetNs();
    } else if (format == TraceFormat.SIMPLE) {
      tell("%s: clock: %s".formatted(file, SourceSummary.WALL_CLOCK));
    }
    return new TraceSource(
        file,
        summary,
        options.vm,
        options.host,
        Optional.ofNullable(options.definitions).map(Definitions::fingerprint),
        offsetNs,
        addedBytes);
  }

  private ClockAnchor.Resolved resolved(Path file, Path bytes, SourceSummary summary)
      throws IOException {
    try {
      long newestNs = summary.newestEventNs().orElse(0);
      return (Files.isRegularFile(file) ? options.anchor : options.anchor.ofPipe())
          .resolve(bytes, newestNs, InstantSource.system())
          .reaching(summary.oldestEventNs().orElse(newestNs));
    } catch (DateTimeException e) {
      throw Failure.badInput("%s: nothing of it was sent: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Definitions knownDefinitions() {
    return options.definitions == null ? config.defaultDefinitions() : options.definitions;
  }

  /** Returns how far the source is sent now. */
  private SendProgress send(TraceSource source, Path bytes, TraceSender sender) throws IOException {
    var before = sender.progress();
    long size = source.summary().sizeBytes();
    boolean complete = before.endBytes() >= size && before.endBytes() > 0;
    if (complete && !options.again) {
      tell(sentAlready(source, before));
      return before;
    }
    var from = complete ? SendProgress.beginning(before.generation() + 1) : before;
    if (from.offsetBytes() > 0) {
      tell("%s: goes on at byte %,d".formatted(source.file(), source.placeOf(from.offsetBytes())));
    }
    if (options.definitions != null) {
      sender.publish(options.definitions);
    }
    try (var trace = TraceBytes.openAny(bytes);
        var progress = Progress.ofBytes(console, quiet, "sending", size)) {
      var chunks = chunks(trace, source.summary().format()).behind(source.addedBytes());
      var sent = sender.send(chunks, from, options.recordTime, progress::to);
      tell(
          "%s: sent %s, %s to %s"
              .formatted(
                  source.file(),
                  Counts.of(sent.chunks(), "chunk"),
                  Counts.of(ownBytes(sent, source, from), "byte"),
                  config.topics().names().raw()));
      if (chunks.unreadBytes() > 0) {
        tell(heldBack(source, chunks.unreadBytes()));
      }
      return sent.progress();
    }
  }

  /** Without those of a header that was put in front. */
  private static long ownBytes(TraceSender.Sent sent, TraceSource source, SendProgress from) {
    return sent.bytes() - Math.max(0, source.addedBytes() - from.offsetBytes());
  }

  private static String sentAlready(TraceSource source, SendProgress before) {
    var definitions = source.definitions().orElse(SendProgress.NOT_GIVEN);
    boolean differ = !before.definitions().isEmpty() && !before.definitions().equals(definitions);
    return "%s: was sent already%s; --again sends it once more%s"
        .formatted(
            source.file(), differ ? ", with other definitions" : "", differ ? ", with these" : "");
  }

  /** A compressed file is never written on. */
  private ChunkReader chunks(TraceBytes trace, TraceFormat format) {
    var definitions = knownDefinitions();
    return options.isFinal || trace.compressed()
        ? new ChunkReader(trace.bytes(), format, definitions, options.chunkBytes)
        : ChunkReader.ofGrowing(trace.bytes(), format, definitions, options.chunkBytes);
  }

  private static String heldBack(TraceSource source, int bytes) {
    var what =
        switch (source.summary().format()) {
          case SIMPLE -> "no whole record";
          case LOG -> "no whole line, or one that the next may continue";
        };
    return ("%s: its last %,d bytes are %s, and are not sent yet: send the file again when it has"
            + " grown, or with --final if it does not grow any more")
        .formatted(source.file(), bytes, what);
  }

  private void tellLater(Supplier<String> message) {
    if (!quiet) {
      console.tell(message.get());
    }
  }

  private void tell(String message) {
    if (!quiet) {
      console.tell(message);
    }
  }
}
