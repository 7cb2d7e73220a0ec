package io.qtrace.bench;

import static io.qtrace.conversion.fact.MemoryState.PRIVATE;
import static io.qtrace.conversion.fact.MemoryState.SHARED;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.Results;
import io.qtrace.conversion.VmConversions;
import io.qtrace.conversion.fact.MemoryEvent.Allocated;
import io.qtrace.conversion.fact.MemoryEvent.Changed;
import io.qtrace.conversion.fact.MemoryEvent.SlotSet;
import io.qtrace.conversion.fact.MemoryFacts;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.window.WindowSpec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;

/** How much of the heap a VM's conversions take, by how many pages it has shared here and there. */
public final class VmMemory {

  private static final long PAGE = 4096;
  private static final long MEMORY = 64L << 30;
  private static final long HOST = 0x7f00_0000_0000L;

  /** Between two shared pages, so that no two are beside each other. */
  private static final long STRIDE = 167;

  private VmMemory() {}

  public static void main(String[] args) throws IOException {
    measure(2000, 0);
    measure(2000, 10);
    measure(2000, 100);
    measure(1000, 1000);
    measure(200, 10_000);
    measure(100, 60_000);
  }

  private static void measure(int count, int pages) throws IOException {
    long before = usedBytes();
    var vms = new ArrayList<VmConversions>();
    for (int i = 0; i < count; i++) {
      vms.add(vm("vm-" + i, pages));
    }
    long each = (usedBytes() - before) / count;
    var snapshot = new ByteArrayOutputStream();
    vms.get(0).encode(new DataOutputStream(snapshot));
    System.out.printf("%,d pages: %,d B of heap, snapshot %,d B%n", pages, each, snapshot.size());
  }

  private static VmConversions vm(String name, int pages) {
    var settings = new VmConversions.Settings(WindowSpec.parseAll("10s,1m"), Duration.ofSeconds(5));
    var vm = new VmConversions(name, "host", settings, new Nobody());
    var facts = new MemoryFacts();
    long nowNs = 1_000_000_000_000L;
    facts.progress(nowNs, 60);
    facts.slot(new SlotSet(0, 0, MEMORY, HOST, 9, 0));
    facts.allocated(new Allocated("pc.ram", MEMORY, HOST));
    for (int i = 0; i < pages; i++) {
      nowNs += 1_000_000;
      facts.progress(nowNs, 60);
      long page = i * STRIDE % (MEMORY / PAGE);
      facts.changed(new Changed(nowNs, 0, page * PAGE, PAGE, PRIVATE, SHARED, -1));
    }
    MemoryFacts.replay(facts.toByteArray(), vm);
    return vm;
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Takes results, and forgets them. */
  private record Nobody() implements Results {

    @Override
    public void conversion(Conversion conversion, long position) {}

    @Override
    public void late(Conversion conversion, Late why) {}

    @Override
    public void refused(RefusedConversion refused) {}

    @Override
    public void block(RamBlockConversions window) {}

    @Override
    public void vm(ConversionRollup window, Latencies latencies) {}
  }
}
