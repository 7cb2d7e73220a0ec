package io.qtrace.conversion;

import io.qtrace.contract.Conversion;
import io.qtrace.contract.ConversionRollup;
import io.qtrace.contract.RamBlockConversions;
import io.qtrace.contract.RefusedConversion;
import io.qtrace.conversion.latency.Latencies;
import io.qtrace.conversion.window.Late;
import io.qtrace.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that came out, in order. */
final class CollectedResults implements Results {

  final List<Conversion> conversions = new ArrayList<>();
  final List<Long> positions = new ArrayList<>();
  final List<Conversion> late = new ArrayList<>();
  final List<Late> whyLate = new ArrayList<>();
  final List<RefusedConversion> refused = new ArrayList<>();
  final List<RamBlockConversions> blocks = new ArrayList<>();
  final List<ConversionRollup> vms = new ArrayList<>();

  /** A VM whose results these are, in windows of a minute. */
  VmConversions ofVm() {
    return ofVm("1m");
  }

  /** The same, in other windows. */
  VmConversions ofVm(String windows) {
    var settings = new VmConversions.Settings(WindowSpec.parseAll(windows), Duration.ofSeconds(5));
    return new VmConversions("vm-7", "host-1", settings, this);
  }

  @Override
  public void conversion(Conversion conversion, long position) {
    conversions.add(conversion);
    positions.add(position);
  }

  @Override
  public void late(Conversion conversion, Late why) {
    late.add(conversion);
    whyLate.add(why);
  }

  @Override
  public void refused(RefusedConversion one) {
    refused.add(one);
  }

  @Override
  public void block(RamBlockConversions window) {
    blocks.add(window);
  }

  @Override
  public void vm(ConversionRollup window, Latencies latencies) {
    vms.add(window);
  }

  /** What holds of each conversion in the end, by position. */
  Map<Long, Conversion> corrected() {
    var last = new TreeMap<Long, Conversion>();
    for (int i = 0; i < positions.size(); i++) {
      last.put(positions.get(i), conversions.get(i));
    }
    return last;
  }

  /** Each conversion with where it was found to be: {@code 0x1000 shared: pc.ram by map}. */
  List<String> attributions() {
    return conversions.stream().map(CollectedResults::attribution).toList();
  }

  private static String attribution(Conversion conversion) {
    var block = conversion.getBlock();
    var place = block != null ? block : conversion.getCandidates().toString();
    return "0x%x %s: %s by %s"
        .formatted(conversion.getOffset(), conversion.getTo(), place, conversion.getRule());
  }
}
