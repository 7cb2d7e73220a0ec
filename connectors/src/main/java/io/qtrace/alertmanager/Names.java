package io.qtrace.alertmanager;

import java.util.Map;
import java.util.TreeMap;

/** Names of labels and annotations: letters, digits and _, no digit first. */
public final class Names {

  private Names() {}

  /**
   * The same values under valid names. Two names that become the same stay apart: the later one, in
   * the order of the alphabet, gets another _.
   */
  public static Map<String, String> valid(Map<String, String> values) {
    var valid = new TreeMap<String, String>();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              var free = valid(name);
              while (valid.containsKey(free)) {
                free += "_";
              }
              valid.put(free, value);
            });
    return valid;
  }

  private static String valid(String name) {
    var letters = name.replaceAll("[^a-zA-Z0-9_]", "_");
    return letters.isEmpty() || Character.isDigit(letters.charAt(0)) ? "_" + letters : letters;
  }
}
