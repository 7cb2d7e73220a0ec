package io.qtrace.conversion.fact;

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
  public void runState(MemoryEvent.RunState e) {
    say(e.isRunning() ? "continues" : "stops", e.epochNs());
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
  public void allocated(MemoryEvent.Allocated e) {
    say("allocated", e.block(), toHexString(e.size()), toHexString(e.host()));
  }

  @Override
  public void slot(MemoryEvent.SlotSet e) {
    say(
        "slot",
        e.slot(),
        toHexString(e.gpa()),
        toHexString(e.size()),
        toHexString(e.userspace()),
        e.guestMemfd(),
        toHexString(e.guestMemfdOffset()));
  }

  @Override
  public void exited(MemoryEvent.Exited e) {
    if (e.threadId() == -1) {
      say("exited", e.vcpu(), e.mayConvert());
    } else {
      say("exited", e.vcpu(), e.mayConvert(), e.threadId());
    }
  }

  @Override
  public void caused(MemoryEvent.Caused e) {
    say("caused", e.cause(), toHexString(e.gpa()), toHexString(e.size()), e.threadId());
  }

  @Override
  public void requested(MemoryEvent.Requested e) {
    say(
        "requested",
        e.epochNs(),
        toHexString(e.gpa()),
        toHexString(e.size()),
        e.to(),
        e.threadId());
  }

  @Override
  public void changed(MemoryEvent.Changed e) {
    say(
        "changed",
        e.epochNs(),
        e.position(),
        toHexString(e.offset()),
        toHexString(e.size()),
        e.from(),
        e.to(),
        e.threadId());
  }

  @Override
  public void discarded(MemoryEvent.Discarded e) {
    say("discarded", e.block(), toHexString(e.host()), toHexString(e.length()), e.threadId());
    if (e.hasFailed()) {
      say("then", e.epochNs(), e.ret());
    }
  }

  @Override
  public void lost(long count) {
    say("lost", count);
  }
}
