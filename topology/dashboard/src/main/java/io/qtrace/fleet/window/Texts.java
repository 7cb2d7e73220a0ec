package io.qtrace.fleet.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that come again and again, by number. Bounded: what comes when it is full is the empty
 * text. Thread-safe.
 */
public final class Texts {

  private static final int MAX = 4096;
  private static final int MAX_CHARACTERS = 1024;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  public Texts() {
    number("");
  }

  /** 0: the empty text. */
  public synchronized int number(String text) {
    var known = numbers.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() == MAX || text.length() > MAX_CHARACTERS) {
      return 0;
    }
    texts.add(text);
    numbers.put(text, texts.size() - 1);
    return texts.size() - 1;
  }

  public synchronized String text(long number) {
    return texts.get((int) number);
  }
}
