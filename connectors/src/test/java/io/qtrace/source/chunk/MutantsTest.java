package io.qtrace.source.chunk;

import static io.qtrace.source.file.TraceFormat.LOG;
import static io.qtrace.source.file.TraceFormat.SIMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fuzzes what cuts traces: mutants have to say the same whole, in chunks, and as they grow. A
 * moment in each build; {@code -Dfuzz.seconds=60} goes on for a minute, and a failure names the
 * seed, to be kept here.
 */
class MutantsTest {

  /** Mutants that once were read differently, or that come near to the bounds. */
  private static final long[] KEPT = {
    1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 7_322_722_080_664L, 50_569_255_516_573L
  };

  private static final int[] CHUNK_BYTES = {1, 100, 1_024, 4_096, ChunkReader.DEFAULT_CHUNK_BYTES};

  private static final Definitions DEFINITIONS = Definitions.system();

  @Test
  @Tag("long")
  void mutantsSayTheSameHoweverTheyCome() {
    long first = System.nanoTime();
    var simple = CompletableFuture.supplyAsync(() -> fuzz(Seeds.simple(), SIMPLE, first));
    var logs = CompletableFuture.supplyAsync(() -> fuzz(Seeds.logs(), LOG, first));

    assertThat(simple.join()).isEmpty();
    assertThat(logs.join()).isEmpty();
  }

  private static String fuzz(byte[][] seeds, TraceFormat format, long firstSeed) {
    for (long kept : KEPT) {
      var problem = problem(seeds, format, kept);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    long lengthNs = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 1)).toNanos();
    long beginNs = System.nanoTime();
    for (long seed = firstSeed; System.nanoTime() - beginNs < lengthNs; seed++) {
      var problem = problem(seeds, format, seed);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return "";
  }

  private static String problem(byte[][] seeds, TraceFormat format, long seed) {
    var random = new SplittableRandom(seed);
    Choices choices = bound -> bound <= 1 ? 0 : random.nextInt(bound);
    int chunkBytes = CHUNK_BYTES[choices.below(CHUNK_BYTES.length)];
    var bytes = Mutation.of(seeds, choices);
    try {
      var problem = WholeIsCut.problem(bytes, format, DEFINITIONS, chunkBytes, choices);
      return problem.isEmpty() ? "" : "%s, seed %d: %s".formatted(format, seed, problem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
