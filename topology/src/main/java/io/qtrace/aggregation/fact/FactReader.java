package io.qtrace.aggregation.fact;

import io.qtrace.aggregation.evaluation.Occurrence;
import io.qtrace.aggregation.sum.PaneSums;
import io.qtrace.aggregation.value.Numbers;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Reads what {@link AggregationFacts} wrote. */
public final class FactReader {

  private final DataInputStream in;
  private final Shapes shapes;
  private long lastNs;

  private FactReader(byte[] facts, Shapes shapes) {
    this.in = new DataInputStream(new ByteArrayInputStream(facts));
    this.shapes = shapes;
  }

  /**
   * Passes on all of them, but for sums of aggregations that nobody knows.
   *
   * @throws UncheckedIOException if they are no such facts
   */
  public static void replay(byte[] facts, Shapes shapes, AggregationEvents to) {
    var reader = new FactReader(facts, shapes);
    try {
      while (reader.in.available() > 0) {
        reader.fact(to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fact(AggregationEvents to) throws IOException {
    int what = in.readByte();
    switch (what) {
      case AggregationFacts.HOST ->
          to.host(new String(Numbers.readBytes(in), StandardCharsets.UTF_8));
      case AggregationFacts.BEGAN -> to.began(time());
      case AggregationFacts.ENDED -> to.ended(time());
      case AggregationFacts.IN_FORCE -> inForce(to);
      case AggregationFacts.PROGRESS -> to.progress(time(), Numbers.read(in));
      case AggregationFacts.PROGRESS_WITHOUT_TIME -> to.progress(Long.MIN_VALUE, Numbers.read(in));
      case AggregationFacts.LOST -> to.lost(Numbers.read(in), in.readBoolean());
      case AggregationFacts.SUMS -> sums(to);
      case AggregationFacts.OCCURRED -> occurred(to);
      case AggregationFacts.SILENCE -> to.silence();
      default -> throw new IOException("facts of aggregations have no kind " + what);
    }
  }

  private long time() throws IOException {
    lastNs += Numbers.readSigned(in);
    return lastNs;
  }

  private void inForce(AggregationEvents to) throws IOException {
    boolean isFromStart = in.readBoolean();
    var ids = new ArrayList<Integer>();
    for (long left = Numbers.read(in); left > 0; left--) {
      ids.add(in.readInt());
    }
    to.inForce(ids, isFromStart);
  }

  private void sums(AggregationEvents to) throws IOException {
    int id = in.readInt();
    var body = Numbers.readBytes(in);
    var shape = shapes.find(id);
    if (shape != null) {
      to.sums(id, PaneSums.decode(new DataInputStream(new ByteArrayInputStream(body)), shape));
    }
  }

  private void occurred(AggregationEvents to) throws IOException {
    long epochNs = time();
    int id = in.readInt();
    var body = Numbers.readBytes(in);
    if (shapes.find(id) != null) {
      var read = new DataInputStream(new ByteArrayInputStream(body));
      to.occurred(id, Occurrence.decode(read, epochNs));
    }
  }
}
