package io.qtrace.conversion;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A conversion QEMU set out to do, whose state change has not been seen yet. */
final class Request {

  /** When it came, by the VM's time. */
  final long sinceNs;

  final long gpa;
  final long size;
  final MemoryState to;
  final long threadId;
  final Cause cause;

  /** Where it goes to, if the memory map knows. */
  @Nullable RamBlock block;

  long offset;

  /** The vCPUs of which one made it; null if exits are not traced. */
  private final @Nullable BitSet vcpus;

  private boolean standsInForOthers;

  Request(
      long sinceNs,
      long gpa,
      long size,
      MemoryState to,
      long threadId,
      Cause cause,
      @Nullable RamBlock block,
      long offset,
      @Nullable BitSet vcpus) {
    this.sinceNs = sinceNs;
    this.gpa = gpa;
    this.size = size;
    this.to = to;
    this.threadId = threadId;
    this.cause = cause;
    this.block = block;
    this.offset = offset;
    this.vcpus = vcpus;
  }

  /** A vCPU went on; true if that leaves none that can still be at this request. */
  boolean isOverWith(int vcpu) {
    if (vcpus == null || !vcpus.get(vcpu)) {
      return false;
    }
    vcpus.clear(vcpu);
    return vcpus.isEmpty();
  }

  /**
   * Another request for the same memory is gone, as one of the two found its change; which one,
   * nobody can tell.
   */
  void standInFor(Request other) {
    standsInForOthers = true;
    if (vcpus != null && other.vcpus != null) {
      vcpus.or(other.vcpus);
    }
  }

  /** Whether the change it is waiting for may be another request's. */
  boolean standsInForOthers() {
    return standsInForOthers;
  }

  /** Whether the state change can be this request's. */
  boolean canBe(Change change) {
    return size == change.size
        && to == change.to
        && (block == null || offset == change.offset)
        && (threadId < 0 || change.threadId < 0 || threadId == change.threadId);
  }

  void encode(DataOutput out, MemoryMap map) throws IOException {
    out.writeLong(sinceNs);
    out.writeLong(gpa);
    out.writeLong(size);
    out.writeByte(to.code());
    out.writeLong(threadId);
    out.writeByte(cause.code());
    out.writeInt(map.indexOf(block));
    out.writeLong(offset);
    Bits.encode(vcpus, out);
    out.writeBoolean(standsInForOthers);
  }

  static Request decode(DataInput in, MemoryMap map) throws IOException {
    long sinceNs = in.readLong();
    long gpa = in.readLong();
    long size = in.readLong();
    var to = MemoryState.of(in.readByte());
    long threadId = in.readLong();
    var cause = Cause.of(in.readByte());
    var block = map.block(in.readInt());
    long offset = in.readLong();
    var vcpus = Bits.decode(in);
    var request = new Request(sinceNs, gpa, size, to, threadId, cause, block, offset, vcpus);
    request.standsInForOthers = in.readBoolean();
    return request;
  }
}
