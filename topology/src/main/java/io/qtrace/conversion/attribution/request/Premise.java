package io.qtrace.conversion.attribution.request;

import io.qtrace.conversion.snapshot.SnapshotReader;
import io.qtrace.conversion.snapshot.SnapshotWriter;
import java.io.IOException;

/**
 * Whether, in this VM, a request for memory that can be converted gets a change. QEMU may refuse
 * one; where it does so more than once in a long while, counting tells nothing. Not thread-safe.
 */
public final class Premise {

  /** One refused request in so many would be tolerated. */
  private static final int RARELY = 256;

  private boolean requestsAreTraced;
  private long fulfilled;
  private long refused;

  public void requested() {
    requestsAreTraced = true;
  }

  public boolean areRequestsTraced() {
    return requestsAreTraced;
  }

  public void fulfilled() {
    fulfilled++;
  }

  /** A request is over without a change; of one without a place nobody knows what it was for. */
  public void refused() {
    refused++;
  }

  /**
   * Whether so many got theirs that one more that is refused would be an exception.
   *
   * @param stale those under way that had to have theirs by now
   */
  public boolean holds(long stale) {
    return (refused + stale + 1) * RARELY <= fulfilled;
  }

  public void encode(SnapshotWriter out) throws IOException {
    out.writeBoolean(requestsAreTraced);
    out.writeLong(fulfilled);
    out.writeLong(refused);
  }

  public void decode(SnapshotReader in) throws IOException {
    requestsAreTraced = in.readBoolean();
    fulfilled = in.readLong();
    refused = in.readLong();
  }
}
