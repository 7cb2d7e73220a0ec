package io.qtrace.transcode;

import io.qtrace.frame.Frame;
import io.qtrace.raw.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes whole typed events: {@link Frame}, {@code meta}, arguments. One per source, since host and
 * VM are encoded once. Not thread-safe; allocates nothing but its own buffer, when an event is
 * larger than all before.
 */
public final class TypedEventEncoder {

  private final EventTranscoders transcoders;
  private final Origin origin;

  /** Host, VM, pid and tid of the last event, encoded: they seldom change, host and VM never. */
  private final byte[] identity;

  private final int hostAndVmLength;
  private int identityLength;

  /** Where it lies in {@link #out} since the last event; -1 if it does not. */
  private int identityAt = -1;

  private int identityPid;
  private long identityThreadId;

  private byte[] out = new byte[4096];

  public TypedEventEncoder(EventTranscoders transcoders, Origin origin) {
    this.transcoders = transcoders;
    this.origin = origin;
    var hostAndVm = hostAndVm(origin.host(), origin.vm());
    hostAndVmLength = hostAndVm.length;
    identity =
        Arrays.copyOf(hostAndVm, hostAndVmLength + 3 * AvroBytes.MAX_LONG_BYTES + AvroBytes.SLACK);
    encodeIdentity(0, -1);
  }

  /** When the event happened, in nanoseconds since the epoch. */
  public long epochNs(RawEvent event) {
    return origin.epochNs(event);
  }

  /**
   * Encodes an event into {@link #array()}, from index 0 on.
   *
   * @return how many bytes it has
   */
  public int encode(RawEvent event, int schemaId) {
    if (event.pid != identityPid || event.threadId != identityThreadId) {
      encodeIdentity(event.pid, event.threadId);
    }
    int room =
        Frame.BYTES + AvroBytes.MAX_LONG_BYTES + identity.length + EventTranscoder.maxBytes(event);
    if (out.length < room) {
      out = new byte[Math.max(room, 2 * out.length)];
      identityAt = -1;
    }
    Frame.put(out, schemaId);
    int at = AvroBytes.putLong(out, Frame.BYTES, epochNs(event));
    putIdentity(at);
    return transcoders.get(event.definition).transcode(event, out, at + identityLength);
  }

  /** Only the first bytes have been overwritten, if the time stamp is as long as the one before. */
  private void putIdentity(int at) {
    AvroBytes.copyPadded(identity, at == identityAt ? Long.BYTES : identityLength, out, at);
    identityAt = at;
  }

  /** Holds the last event; valid until the next one is encoded. */
  public byte[] array() {
    return out;
  }

  private void encodeIdentity(int pid, long threadId) {
    int at = AvroBytes.putLong(identity, hostAndVmLength, Integer.toUnsignedLong(pid));
    at = AvroBytes.putLong(identity, at, threadId == -1 ? 0 : 1); // the union's branch
    if (threadId != -1) {
      at = AvroBytes.putLong(identity, at, threadId);
    }
    identityLength = at;
    identityAt = -1;
    identityPid = pid;
    identityThreadId = threadId;
  }

  private static byte[] hostAndVm(String host, String vm) {
    var hostBytes = host.getBytes(StandardCharsets.UTF_8);
    var vmBytes = vm.getBytes(StandardCharsets.UTF_8);
    var bytes = new byte[hostBytes.length + vmBytes.length + 4 * AvroBytes.MAX_LONG_BYTES];
    int at = AvroBytes.putLong(bytes, 0, hostBytes.length);
    System.arraycopy(hostBytes, 0, bytes, at, hostBytes.length);
    at = AvroBytes.putLong(bytes, at + hostBytes.length, vmBytes.length);
    System.arraycopy(vmBytes, 0, bytes, at, vmBytes.length);
    return Arrays.copyOf(bytes, at + vmBytes.length);
  }
}
