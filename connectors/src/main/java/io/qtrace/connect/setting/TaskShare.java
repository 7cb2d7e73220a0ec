package io.qtrace.connect.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task follows: that whose id's hash is its number. All files of a VM, renamed ones too, are
 * so with one task, whatever comes and goes; a change of {@code tasks.max} moves VMs to other
 * tasks, which find their offsets.
 */
public record TaskShare(int number, int count) {

  private static final String NUMBER = "qtrace.task.number";
  private static final String COUNT = "qtrace.task.count";

  /** All tasks get the same; each looks around itself and takes its share. */
  public static List<Map<String, String>> configs(Map<String, String> properties, int maxTasks) {
    var configs = new ArrayList<Map<String, String>>();
    for (int number = 0; number < maxTasks; number++) {
      var config = new HashMap<>(properties);
      config.put(NUMBER, Integer.toString(number));
      config.put(COUNT, Integer.toString(maxTasks));
      configs.add(config);
    }
    return configs;
  }

  public static TaskShare of(Map<String, String> properties) {
    return new TaskShare(
        Integer.parseInt(text(properties, NUMBER)), Integer.parseInt(text(properties, COUNT)));
  }

  /**
   * What the connector tells its tasks.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public static String text(Map<String, String> properties, String name) {
    var text = properties.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is set by the connector, and is missing");
    }
    return text;
  }

  public boolean includes(String id) {
    return Math.floorMod(id.hashCode(), count) == number;
  }
}
