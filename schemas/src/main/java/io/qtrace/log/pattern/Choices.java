package io.qtrace.log.pattern;

/** The values of a text that can be read in another way, the last one on top. */
final class Choices {

  private static final int INTS = 4;

  /** Ten arguments and a string. */
  private static final int MAX_DEPTH = 16;

  /** Bytes of strings that are tried before a line counts as not matching: some 10 ms. */
  private static final int MAX_TRIED_BYTES = 1 << 26;

  /** What a try costs beyond its string's bytes; ordinary lines need fewer than ten tries. */
  private static final int BYTES_PER_TRY = 1 << 10;

  /** Of the choice taken off last: the step. */
  int step;

  /** Where its value begins. */
  int from;

  /** The way that was tried: a string's end, or the number of digits. */
  int last;

  /** Where its value is laid out. */
  int argumentsTo;

  private final int[] stack = new int[INTS * MAX_DEPTH];
  private int top;
  private int triedBytes;

  /** Of a new text. */
  void begin() {
    top = 0;
    triedBytes = 0;
  }

  /** Those so far are final. */
  void clear() {
    top = 0;
  }

  void push(int step, int from, int last, int argumentsTo) {
    stack[top] = step;
    stack[top + 1] = from;
    stack[top + 2] = last;
    stack[top + 3] = argumentsTo;
    top += INTS;
  }

  /** Takes the last choice off; false if there is none, or if enough was tried. */
  boolean pop() {
    if (top == 0 || triedBytes > MAX_TRIED_BYTES) {
      return false;
    }
    top -= INTS;
    step = stack[top];
    from = stack[top + 1];
    last = stack[top + 2];
    argumentsTo = stack[top + 3];
    triedBytes += BYTES_PER_TRY + Math.max(0, last - from);
    return true;
  }
}
