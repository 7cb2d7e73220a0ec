package io.qtrace.log;

/** The values of a text that can be read in another way, the last one on top. */
final class Choices {

  private static final int INTS = 4;

  /** Ten arguments and a string. */
  private static final int MAX_DEPTH = 16;

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

  boolean isEmpty() {
    return top == 0;
  }

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

  void pop() {
    top -= INTS;
    step = stack[top];
    from = stack[top + 1];
    last = stack[top + 2];
    argumentsTo = stack[top + 3];
  }
}
