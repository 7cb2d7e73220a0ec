package io.qtrace.aggregation.evaluation;

import io.qtrace.aggregation.measure.Sample;
import io.qtrace.aggregation.value.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * One event that counts together with others, so that its VM's state has to be told of it. Filled
 * again for each; fields are public because reading them is the hot path. Not thread-safe.
 */
public final class Occurrence {

  /** What it is of a pair; what says a state is a start. */
  public enum Role {
    START,
    END
  }

  /** Longer keys are equal if they are up to there; QEMU's strings end there: trace/simple.h. */
  private static final int MOST_TEXT_BYTES = 512;

  public Role role = Role.START;

  /** Of the process; -1 if it is not known. */
  public long pid;

  /** Nanoseconds since the epoch. */
  public long epochNs;

  /** What it is found by. */
  public GroupKey key = new GroupKey();

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final DataOutputStream keptOut = new DataOutputStream(kept);

  /** Fills it anew, but for {@link #pid} and {@link #epochNs}. */
  public void set(Role newRole, List<Sample> by, List<Sample> values) {
    role = newRole;
    key.set(by, MOST_TEXT_BYTES);
    kept.reset();
    try {
      for (int i = 0; i < values.size(); i++) {
        KeptFields.write(values.get(i), keptOut);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the values that are kept of it, as {@link KeptFields} reads them. */
  public byte[] kept() {
    return kept.toByteArray();
  }

  /** Writes all of it but its time; {@link #decode} is the way back. */
  public void encode(DataOutput out) throws IOException {
    out.writeBoolean(role == Role.END);
    Numbers.writeSigned(out, pid);
    key.encode(out);
    Numbers.writeBytes(out, kept.toByteArray(), kept.size());
  }

  /** Reads what {@link #encode} wrote. */
  public static Occurrence decode(DataInput in, long epochNs) throws IOException {
    var read = new Occurrence();
    read.role = in.readBoolean() ? Role.END : Role.START;
    read.pid = Numbers.readSigned(in);
    read.epochNs = epochNs;
    read.key = GroupKey.decode(in);
    read.kept.writeBytes(Numbers.readBytes(in));
    return read;
  }
}
