package io.qtrace.aggregation.fact;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.value.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a chunk tells as bytes, on its way to its VM's state and into the store. A byte says what it
 * is; numbers follow in as few bytes as they need, times as differences. {@link FactReader} is the
 * way back. Not thread-safe.
 */
public final class AggregationFacts implements AggregationEvents {

  static final int HOST = 1;
  static final int BEGAN = 2;
  static final int ENDED = 3;
  static final int IN_FORCE = 4;
  static final int PROGRESS = 5;
  static final int PROGRESS_WITHOUT_TIME = 6;
  static final int LOST = 7;
  static final int SUMS = 8;
  static final int SILENCE = 9;
  static final int OCCURRED = 10;

  private static final int USUAL_BYTES = 1024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** What is summed up stands behind its length, so that whoever does not know it can go on. */
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_BYTES);

  private final DataOutputStream bodyOut = new DataOutputStream(body);
  private long lastNs;

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  public void clear() {
    bytes.reset();
    lastNs = 0;
  }

  /** Writes to memory, which does not fail. */
  @FunctionalInterface
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private void write(int what, Writing rest) {
    try {
      out.writeByte(what);
      rest.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void time(long epochNs) throws IOException {
    Numbers.writeSigned(out, epochNs - lastNs);
    lastNs = epochNs;
  }

  @Override
  public void host(String name) {
    var utf8 = name.getBytes(StandardCharsets.UTF_8);
    write(HOST, to -> Numbers.writeBytes(to, utf8, utf8.length));
  }

  @Override
  public void began(long epochNs) {
    write(BEGAN, to -> time(epochNs));
  }

  @Override
  public void ended(long epochNs) {
    write(ENDED, to -> time(epochNs));
  }

  @Override
  public void inForce(List<Integer> ids, boolean isFromStart) {
    write(
        IN_FORCE,
        to -> {
          to.writeBoolean(isFromStart);
          Numbers.write(to, ids.size());
          for (int id : ids) {
            to.writeInt(id);
          }
        });
  }

  @Override
  public void progress(long epochNs, long read) {
    boolean hasTime = epochNs != Long.MIN_VALUE;
    write(
        hasTime ? PROGRESS : PROGRESS_WITHOUT_TIME,
        to -> {
          if (hasTime) {
            time(epochNs);
          }
          Numbers.write(to, read);
        });
  }

  @Override
  public void lost(long count, boolean reachesOn) {
    write(
        LOST,
        to -> {
          Numbers.write(to, count);
          to.writeBoolean(reachesOn);
        });
  }

  @Override
  public void sums(int id, PaneSums sums) {
    write(
        SUMS,
        to -> {
          body.reset();
          sums.encode(bodyOut);
          to.writeInt(id);
          Numbers.write(to, body.size());
          body.writeTo(to);
        });
  }

  @Override
  public void occurred(int id, Occurrence occurrence) {
    write(
        OCCURRED,
        to -> {
          time(occurrence.epochNs);
          body.reset();
          occurrence.encode(bodyOut);
          to.writeInt(id);
          Numbers.write(to, body.size());
          body.writeTo(to);
        });
  }

  @Override
  public void silence() {
    write(SILENCE, to -> {});
  }
}
