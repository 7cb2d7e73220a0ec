package io.qtrace.simulator.guest;

import io.qtrace.simulator.guest.machine.Conversion;
import io.qtrace.simulator.guest.machine.Machine;
import io.qtrace.simulator.guest.memory.Block;
import io.qtrace.simulator.guest.memory.Mapping;
import io.qtrace.simulator.guest.plan.GuestFacts.StormFacts;
import io.qtrace.simulator.guest.plan.Storm;

/** A storm: pages of one block, in a row, that are converted back and forth. */
final class StormWeather {

  private final Machine machine;
  private final Targets targets;
  private final Storm storm;
  private final Mapping mapping;
  private final long offset;
  private final long fromNs;
  private long conversions;

  StormWeather(Machine machine, Targets targets, Storm storm, long bootedNs) {
    this.machine = machine;
    this.targets = targets;
    this.storm = storm;
    this.fromNs = bootedNs + storm.fromNs();
    var ram =
        machine.memory.mappings().stream()
            .filter(piece -> piece.block().canConvert() && pages(piece) >= storm.pages())
            .filter(piece -> !piece.block().name().equals("pc.bios"))
            .toList();
    this.mapping = ram.get(machine.random.nextInt(ram.size()));
    long spare = pages(mapping) - storm.pages();
    this.offset = mapping.offset() + machine.random.nextLong(spare + 1) * Block.PAGE;
  }

  private static long pages(Mapping mapping) {
    return mapping.size() >>> Block.PAGE_SHIFT;
  }

  Arrivals.Season season() {
    return new Arrivals.Season(fromNs, fromNs + storm.forNs());
  }

  /** Sets what is converted; false if that page is being converted. */
  boolean choose(Conversion next) {
    long at = offset + machine.random.nextInt(storm.pages()) * Block.PAGE;
    if (!targets.isFree(mapping.block(), at, Block.PAGE)) {
      return false;
    }
    next.isImplicit = false;
    next.place(mapping, at, Block.PAGE);
    next.isToShared = !mapping.block().isShared(at);
    conversions++;
    return true;
  }

  StormFacts facts() {
    return new StormFacts(
        mapping.block().name(),
        mapping.gpaOf(offset),
        storm.pages(),
        fromNs,
        season().untilNs(),
        conversions);
  }
}
