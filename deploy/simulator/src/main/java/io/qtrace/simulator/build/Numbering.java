package io.qtrace.simulator.build;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.qtrace.definition.Definitions;
import io.qtrace.definition.EventDefinition;
import io.qtrace.raw.record.SimpleFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Event ids of one binary. They are contiguous from 0 in the order in which the linker put the
 * groups' constructors, which is another one in each binary: groups are shuffled, events stay in
 * order within theirs. A group is taken to be a run of events whose names begin with one word.
 */
final class Numbering {

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  Numbering(Definitions definitions, SplittableRandom random) {
    var groups = groups(definitions.events());
    for (int i = groups.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      var group = groups.get(i);
      groups.set(i, groups.get(other));
      groups.set(other, group);
    }
    for (var group : groups) {
      for (var name : group) {
        ids.put(name, names.size());
        names.add(name);
      }
    }
  }

  private static List<List<String>> groups(List<EventDefinition> events) {
    var groups = new ArrayList<List<String>>();
    String last = "";
    for (var event : events) {
      var word = event.name().split("_", 2)[0];
      if (groups.isEmpty() || !word.equals(last)) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(event.name());
      last = word;
    }
    return groups;
  }

  long id(String event) {
    return ids.getOrDefault(event, -1);
  }

  byte[] head() {
    var encoded = names.stream().map(name -> name.getBytes(US_ASCII)).toList();
    int size =
        encoded.stream().mapToInt(name -> SimpleFormat.MAPPING_HEADER_BYTES + name.length).sum();
    var head = new byte[SimpleFormat.HEADER_BYTES + size];
    LittleEndian.putLong(head, 0, SimpleFormat.HEADER_ID);
    LittleEndian.putLong(head, 8, SimpleFormat.MAGIC);
    LittleEndian.putLong(head, 16, SimpleFormat.VERSION);
    int at = SimpleFormat.HEADER_BYTES;
    for (int id = 0; id < encoded.size(); id++) {
      byte[] name = encoded.get(id);
      LittleEndian.putLong(head, at, SimpleFormat.MAPPING);
      LittleEndian.putLong(head, at + 8, id);
      LittleEndian.putInt(head, at + 16, name.length);
      System.arraycopy(name, 0, head, at + SimpleFormat.MAPPING_HEADER_BYTES, name.length);
      at += SimpleFormat.MAPPING_HEADER_BYTES + name.length;
    }
    return head;
  }
}
