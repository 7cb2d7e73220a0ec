package io.qtrace.topology.decode;

import io.qtrace.raw.RawRecordHandler;
import io.qtrace.raw.SimpleReader;
import io.qtrace.topology.declared.VmDeclarations;
import io.qtrace.topology.decode.chunk.ChunkAggregations;
import io.qtrace.topology.decode.chunk.ChunkDecoder;
import io.qtrace.topology.decode.definitions.CompiledDefinitions;
import io.qtrace.topology.decode.source.LogReaders;
import io.qtrace.topology.decode.source.Source;
import io.qtrace.topology.decode.source.Sources;
import io.qtrace.topology.flow.Node;
import io.qtrace.topology.raw.DeadLetters;
import io.qtrace.topology.raw.RawRecord;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a raw record whose definitions are known to what it becomes. One per task. */
final class Decoding {

  private static final Logger log = LoggerFactory.getLogger(Decoding.class);

  private final ProcessorContext<byte[], Object> context;
  private final DecodeParts parts;
  private final Output output;
  private final Sources sources;
  private final ChunkDecoder decoder;
  private final LogReaders logReaders = new LogReaders();

  Decoding(ProcessorContext<byte[], Object> context, DecodeParts parts, Output output) {
    this.context = context;
    this.parts = parts;
    this.output = output;
    this.sources =
        new Sources(
            context.getStateStore(Node.MAPPINGS_STORE), parts.room(), parts.meters()::sourceLoaded);
    this.decoder =
        new ChunkDecoder(
            parts.targets(),
            parts.conversions().enabled(),
            new ChunkAggregations(declarations(), parts.conversions().grace()));
  }

  private @Nullable VmDeclarations declarations() {
    var declarations = parts.declarations();
    return declarations == null
        ? null
        : new VmDeclarations(declarations, context.getStateStore(Node.AGGREGATIONS_STORE));
  }

  /**
   * Decodes a raw record and writes what it becomes, unless it has events whose topics and schemas
   * have to be found first.
   *
   * @return null if the record is done; else what is to be awaited, and nothing was done
   */
  @Nullable CompletableFuture<Void> decode(RawRecord raw, CompiledDefinitions definitions) {
    var source = sources.open(raw.sourceKey(), raw.source().generation(), definitions);
    if (!isRead(raw, source)) {
      return null;
    }
    if (decoder.hasUnresolved()) {
      var resolving = decoder.resolve(parts.resolver());
      if (!resolving.isDone()) {
        decoder.putOff();
        sources.rewind(source);
        return resolving;
      }
      await(resolving);
      decoder.resolved();
    }
    deliver(raw, source);
    return null;
  }

  private void deliver(RawRecord raw, Source source) {
    warnIfTooOld(source, decoder.oldestMs());
    var to = output.typed(raw.vmBytes());
    if (decoder.isReadAgain()) {
      boolean isSimple = isSimple(raw, source);
      sources.rewind(source);
      decoder.decodeAgain(handler -> read(raw, source, isSimple, handler), to);
    } else {
      decoder.forward(to);
    }
    var anchor = decoder.newAnchorNs();
    if (anchor != null) {
      sources.anchor(source, anchor);
    }
    sources.learned(source, decoder.hasHeader(), decoder.mappings());
    decoder.deadLetters().forEach(letter -> output.forward(letter, raw));
    output.forward(decoder.memoryFacts());
    var sums = decoder.aggregationFacts();
    if (sums != null) {
      output.aggregate(sums);
    }
    output.count(raw, decoder.tally());
  }

  /** False if the record became a dead letter. */
  private boolean isRead(RawRecord raw, Source source) {
    boolean isSimple = isSimple(raw, source);
    try {
      decoder.decode(raw, source, handler -> read(raw, source, isSimple, handler));
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      // Bytes that make a reader fail would stop their partition for ever.
      sources.discard(source);
      log.error("raw record {} failed to decode; this is an error in qtrace", raw.place(), e);
      output.deadLetter(raw, DeadLetters.DECODER_FAILED, "error in qtrace: " + e);
      return false;
    }
  }

  private static boolean isSimple(RawRecord raw, Source source) {
    var value = raw.value();
    return raw.format().isEmpty()
        ? source.isSimple() || SimpleReader.isSimpleTrace(value, 0, value.length)
        : raw.format().equals("simple");
  }

  private void read(RawRecord raw, Source source, boolean isSimple, RawRecordHandler to) {
    if (!isSimple) {
      logReaders.read(source.definitions(), raw.value(), to);
      return;
    }
    var reader = source.simple();
    long offset = raw.source().offsetBytes();
    if (offset >= 0) {
      reader.seek(offset);
    }
    // A chunk is a run of whole records, so nothing is carried over to the next one.
    reader.read(raw.value(), 0, raw.value().length, true, to);
  }

  private void warnIfTooOld(Source source, long oldestMs) {
    var retention = parts.eventRetention();
    if (retention.isEmpty() || oldestMs == Long.MAX_VALUE) {
      return;
    }
    var limit = Instant.ofEpochMilli(context.currentSystemTimeMs()).minus(retention.get());
    if (Instant.ofEpochMilli(oldestMs).isBefore(limit) && source.warnOfAge()) {
      log.warn(
          "{} has events of {}, but event topics keep {} days: Kafka may delete them at once; set"
              + " topics.retention.event",
          source.key(),
          Instant.ofEpochMilli(oldestMs),
          retention.get().toDays());
    }
  }

  /** Throws what the targets' search met. */
  static void await(CompletableFuture<Void> resolving) {
    try {
      resolving.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
