package io.qtrace.conversion;

import static java.lang.Long.toHexString;

import java.util.function.Consumer;

/** Says each event in a line of text; addresses and sizes are hexadecimal. */
record SpokenEvents(Consumer<String> to) implements MemoryEvents {

  private void say(Object... words) {
    var line = new StringBuilder();
    for (var word : words) {
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    to.accept(line.toString());
  }

  @Override
  public void host(String name) {
    say("host", name);
  }

  @Override
  public void hostClock(long epochMs) {
    say("host clock", epochMs);
  }

  @Override
  public void process(int pid) {
    say("process", pid);
  }

  @Override
  public void progress(long epochNs, long bytes) {
    say("progress", epochNs == Long.MIN_VALUE ? "none" : epochNs, bytes);
  }

  @Override
  public void silence() {
    say("silence");
  }

  @Override
  public void reset() {
    say("reset");
  }

  @Override
  public void layout(MemoryLayout told) {
    say("layout", told);
  }

  @Override
  public void allocated(String block, long size, long host) {
    say("allocated", block, toHexString(size), toHexString(host));
  }

  @Override
  public void slot(
      int slot, long gpa, long size, long userspace, int guestMemfd, long guestMemfdOffset) {
    say(
        "slot",
        slot,
        toHexString(gpa),
        toHexString(size),
        toHexString(userspace),
        guestMemfd,
        toHexString(guestMemfdOffset));
  }

  @Override
  public void exited(int vcpu, boolean mayConvert) {
    say("exited", vcpu, mayConvert);
  }

  @Override
  public void caused(Cause cause, long gpa, long size, long threadId) {
    say("caused", cause, toHexString(gpa), toHexString(size), threadId);
  }

  @Override
  public void requested(long epochNs, long gpa, long size, MemoryState state, long threadId) {
    say("requested", epochNs, toHexString(gpa), toHexString(size), state, threadId);
  }

  @Override
  public void changed(
      long epochNs,
      long position,
      long offset,
      long size,
      MemoryState from,
      MemoryState state,
      long threadId) {
    say(
        "changed",
        epochNs,
        position,
        toHexString(offset),
        toHexString(size),
        from,
        state,
        threadId);
  }

  @Override
  public void discarded(String block, long host, long length, long threadId) {
    say("discarded", block, toHexString(host), toHexString(length), threadId);
  }

  @Override
  public void lost(long count) {
    say("lost", count);
  }
}
