package io.qtrace.log.pattern;

import io.qtrace.bytes.Words;
import io.qtrace.log.heading.LineTail;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.Reading;
import io.qtrace.log.value.CharacterValue;
import io.qtrace.log.value.DecimalValue;
import io.qtrace.log.value.HexValue;
import io.qtrace.log.value.LineEnd;
import io.qtrace.log.value.MoreText;
import io.qtrace.log.value.NumberValue;
import io.qtrace.log.value.PointerValue;
import io.qtrace.log.value.RealValue;
import io.qtrace.log.value.Step;
import io.qtrace.log.value.StringValue;
import io.qtrace.log.value.Value;

/**
 * Matches lines to patterns and lays the arguments out as the simple format does, little endian.
 * Reuses its buffers; not thread-safe.
 *
 * <p>Where a value can be read in more than one way, the shortest string and the longest number
 * come first. Once a later string is reached, earlier choices are final: moving an earlier string's
 * end to the right can only take room from what follows. This keeps the work near the product of
 * the lengths of line and format.
 */
public final class Matcher {

  static final int FAILED = -1;
  private static final int MATCHED = -2;

  final Reading reading = new Reading();

  public final ArgumentBytes arguments = new ArgumentBytes();

  /** Where the text did not fit. */
  public final Misfit misfit = new Misfit();

  /** Whether a text that did not match might if it went on. */
  public boolean isOpen;

  /** The text's end. */
  int end;

  private boolean isEndKnown;
  private final Choices choices = new Choices();

  /**
   * Matches a text.
   *
   * @param isEscaped syslog has escaped the control characters in its strings
   */
  public boolean match(LinePattern pattern, byte[] b, int from, int textEnd, boolean isEscaped) {
    begin(textEnd, true, isEscaped);
    arguments.ensureRoom(textEnd - from);
    isOpen = pattern.isOfSeveralLines();
    return walk(pattern.steps(), b, from);
  }

  /**
   * Matches a text that ends with the first newline, or the carriage return in front of it, which
   * is not looked for if the pattern tells by itself. Patterns of many lines become {@link
   * StraightLine}s.
   *
   * @param limit the newline must be in front of it
   * @return the text's end: the position of the newline or of the carriage return in front of it;
   *     -1 if the text does not match, or if it is one of the few that need their end known
   */
  public int matchLine(LinePattern pattern, byte[] b, int from, int limit) {
    if (pattern.hasNewline() || from > limit) { // the bytes may end behind the name
      return FAILED;
    }
    var straightLine = pattern.straightLine();
    int to = straightLine == null ? FAILED : matchStraight(straightLine, b, from, limit);
    return to < 0 ? matchSteps(pattern, b, from, limit) : to;
  }

  /** The same, but knows of no second choices and no misfit: -1 says nothing yet. */
  int matchStraight(StraightLine straightLine, byte[] b, int from, int limit) {
    end = limit;
    isEndKnown = false;
    arguments.begin(false);
    return straightLine.match(this, b, from);
  }

  private int matchSteps(LinePattern pattern, byte[] b, int from, int limit) {
    begin(limit, false, false);
    return walk(pattern.steps(), b, from) ? end : FAILED;
  }

  private void begin(int textEnd, boolean isKnown, boolean isEscaped) {
    end = textEnd;
    isEndKnown = isKnown;
    arguments.begin(isEscaped);
    choices.begin();
    misfit.clear();
    isOpen = false;
  }

  private boolean walk(Step[] steps, byte[] b, int from) {
    int index = 0;
    int at = from;
    while (true) {
      Step step = steps[index];
      int valueAt = skip(step, b, at);
      int next = valueAt < 0 ? FAILED : read(steps, index, b, valueAt);
      while (next < 0) {
        if (next == MATCHED) {
          return true;
        }
        fail(steps[index], index, b, at);
        if (!choices.pop()) {
          return false;
        }
        index = choices.step;
        at = choices.from - steps[index].length();
        arguments.to = choices.argumentsTo;
        next = retry(steps, b);
      }
      at = next;
      index++;
    }
  }

  /** The position behind a step's literal; -1 if it is not at {@code at}, or that is negative. */
  int skip(Step step, byte[] b, int at) {
    int to = at + step.length();
    return at >= 0 && to <= end && step.isAt(b, at) ? to : FAILED;
  }

  /**
   * Reads a step's value and lays it out; returns the position behind it, {@link #FAILED} or {@link
   * #MATCHED}.
   */
  private int read(Step[] steps, int index, byte[] b, int at) {
    Value expected = steps[index].value();
    if (expected instanceof HexValue hex) {
      return put(hex.read(b, at, end, reading));
    }
    if (expected instanceof DecimalValue decimal) {
      return put(decimal.read(b, at, end, reading));
    }
    if (expected instanceof StringValue string) {
      return firstString(string, steps, index, b, at);
    }
    if (expected instanceof PointerValue pointer) {
      return pointer(pointer, b, at);
    }
    if (expected instanceof LineEnd last) {
      return lineEnd(last, b, at) < 0 ? FAILED : MATCHED;
    }
    if (expected instanceof MoreText) {
      return at;
    }
    return readRare(expected, index, b, at);
  }

  private int readRare(Value expected, int index, byte[] b, int at) {
    if (expected instanceof NumberValue number) {
      return number.canShrink()
          ? shrinkable(number, index, b, at, number.form().maxDigits())
          : number(number, b, at);
    }
    if (expected instanceof RealValue real) {
      int to = real.read(b, at, end, reading);
      return put(to, real.field().isMeasured(), real.isPrecisionArgument());
    }
    return character((CharacterValue) expected, b, at);
  }

  int number(NumberValue number, byte[] b, int at) {
    int to = number.read(b, at, end, number.form().maxDigits(), reading);
    return put(to, number.isWidthArgument(), number.isPrecisionArgument());
  }

  int pointer(PointerValue pointer, byte[] b, int at) {
    int to = pointer.read(b, at, end, reading);
    return putMeasured(to, pointer.field(), pointer.isPrecisionArgument());
  }

  int character(CharacterValue character, byte[] b, int at) {
    if (!isEndFound(b, at)) {
      return FAILED;
    }
    isOpen |= at == end;
    int to = character.read(b, at, end, reading);
    return putMeasured(to, character.field(), character.isPrecisionArgument());
  }

  /** What follows can hold any byte, so the end must be known now. */
  boolean isEndFound(byte[] b, int at) {
    if (!isEndKnown) {
      int newline = Words.textEnd(b, at, end);
      int textEnd =
          newline > at && LineTail.mayEnd(b[newline - 1])
              ? LineTail.textEndButReturn(b, at, newline)
              : newline;
      if (newline == end || b[newline] == 0 || textEnd < 0) {
        return false; // a NUL may be a character's; it is for those to tell who know the line
      }
      arguments.ensureRoom(textEnd - at + arguments.to);
      end = textEnd;
      isEndKnown = true;
    }
    return true;
  }

  /** Ends the line at {@code at}, which it returns, or -1. */
  int lineEnd(LineEnd last, byte[] b, int at) {
    if (!isEndKnown && at < end && LineTail.isLineEnd(b, at, end)) {
      end = at;
    } else if (!isEndKnown || at != end) {
      return FAILED;
    }
    if (last.zeroBytes() > 0) {
      arguments.putZeros(last.zeroBytes());
    }
    return at;
  }

  private void fail(Step step, int index, byte[] b, int at) {
    int valueAt = skip(step, b, at);
    misfit.set(valueAt < 0 ? at : valueAt, index, valueAt >= 0);
  }

  /** Takes the next way to read the value whose choice was taken off last. */
  private int retry(Step[] steps, byte[] b) {
    int index = choices.step;
    int last = choices.last;
    if (steps[index].value() instanceof StringValue string) {
      return string(string, steps, index, b, choices.from, last + 1);
    }
    var number = (NumberValue) steps[index].value();
    return shrinkable(number, index, b, choices.from, last - 1);
  }

  private int shrinkable(NumberValue number, int index, byte[] b, int at, int most) {
    for (int count = most; count > 0; count--) {
      int next = number.read(b, at, end, count, reading);
      if (next >= 0) {
        choices.push(index, at, Math.min(count, reading.digits), arguments.to);
        return put(next, number.isWidthArgument(), number.isPrecisionArgument());
      }
    }
    return FAILED;
  }

  private int firstString(StringValue string, Step[] steps, int index, byte[] b, int at) {
    if (!isEndFound(b, at)) {
      return FAILED;
    }
    choices.clear();
    isOpen = true;
    return string(string, steps, index, b, at, at);
  }

  private int string(StringValue string, Step[] steps, int index, byte[] b, int start, int from) {
    int to = string.candidate(b, start, from, end, steps[index + 1]);
    if (to < 0) {
      return FAILED;
    }
    choices.push(index, start, to, arguments.to);
    if (string.isPlain()) {
      arguments.putText(b, start, to);
      return to;
    }
    arguments.putLengths(to - start, string.field().isMeasured(), string.isPrecisionArgument());
    if (string.zeroBytes() != StringValue.ITSELF) {
      arguments.putZeros(string.zeroBytes());
      return to;
    }
    int valueFrom = string.valueFrom(b, start, to);
    arguments.putText(b, valueFrom, string.valueTo(b, valueFrom, to));
    return to;
  }

  int put(int next) {
    if (next >= 0) {
      arguments.putNumber(reading.value);
    }
    return next;
  }

  private int put(int next, boolean hasWidth, boolean hasPrecision) {
    if (next >= 0) {
      arguments.put(reading, hasWidth, hasPrecision);
    }
    return next;
  }

  private int putMeasured(int next, Field field, boolean hasPrecision) {
    if (next >= 0) {
      arguments.putUnprecise(reading, field.isMeasured(), hasPrecision);
    }
    return next;
  }
}
