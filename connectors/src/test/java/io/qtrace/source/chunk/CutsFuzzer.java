package io.qtrace.source.chunk;

import io.qtrace.definition.Definitions;
import io.qtrace.source.file.TraceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tries mutants of real traces for as long as it is told, and keeps those in which chunks say
 * something else than the whole. Not part of the build: {@code CutsFuzzer SECONDS SEED DEFINITIONS
 * OUT TRACE...}; simple traces have to come before logs, each kind is mutated with its own.
 */
final class CutsFuzzer {

  private static final int[] CHUNK_BYTES = {1, 1_024, 4_096, ChunkReader.DEFAULT_CHUNK_BYTES};

  private CutsFuzzer() {}

  public static void main(String[] args) throws IOException {
    long untilNs = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
    long seed = Long.parseLong(args[1]);
    var definitions = Definitions.parse("fuzz", Files.readAllBytes(Path.of(args[2])));
    var out = Path.of(args[3]);
    List<byte[]> simple = new ArrayList<>();
    List<byte[]> logs = new ArrayList<>();
    for (int i = 4; i < args.length; i++) {
      var bytes = Files.readAllBytes(Path.of(args[i]));
      var format = TraceFormat.sniff(bytes, Math.min(bytes.length, TraceFormat.HEAD_BYTES));
      (format == TraceFormat.SIMPLE ? simple : logs).add(bytes);
    }
    long[] mutants = new long[2];
    long events = 0;
    long rejections = 0;
    long differences = 0;
    while (System.nanoTime() < untilNs) {
      seed++;
      var random = new SplittableRandom(seed);
      Choices choices = bound -> bound <= 1 ? 0 : random.nextInt(bound);
      boolean isLog = random.nextInt(4) == 0;
      var seeds = (isLog ? logs : simple).toArray(new byte[0][]);
      var format = isLog ? TraceFormat.LOG : TraceFormat.SIMPLE;
      var bytes = Mutation.of(seeds, choices);
      int chunkBytes = CHUNK_BYTES[random.nextInt(CHUNK_BYTES.length)];
      var whole = Reading.whole(bytes, format, definitions, 1 << 20);
      var problem = WholeIsCut.problem(whole, bytes, format, definitions, chunkBytes, choices);
      mutants[isLog ? 1 : 0]++;
      events += whole.events;
      rejections += whole.rejections;
      if (!problem.isEmpty()) {
        differences++;
        var name = "%s-%d-%d".formatted(format.headerValue(), seed, chunkBytes);
        Files.write(out.resolve(name), bytes);
        System.out.println(name + ": " + problem);
      }
    }
    System.out.printf(
        "to seed %d: %d mutants of simple traces, %d of logs, %d events, %d rejections, %d"
            + " differences%n",
        seed, mutants[0], mutants[1], events, rejections, differences);
  }
}
