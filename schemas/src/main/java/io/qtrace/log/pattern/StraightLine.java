package io.qtrace.log.pattern;

import io.qtrace.log.value.CharacterValue;
import io.qtrace.log.value.DecimalValue;
import io.qtrace.log.value.HexValue;
import io.qtrace.log.value.LineEnd;
import io.qtrace.log.value.MoreText;
import io.qtrace.log.value.NumberValue;
import io.qtrace.log.value.PointerValue;
import io.qtrace.log.value.Step;
import io.qtrace.log.value.StringValue;
import io.qtrace.log.value.Value;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one pattern as one method handle. The JIT compiles it as a method of its own,
 * without a loop, and with all that the steps hold as constants: what a {@link Matcher} asks each
 * step on each line is decided once.
 *
 * <p>It takes the first choice wherever there are several. If that does not lead to the line's end,
 * the matcher's own walk over the steps decides. Immutable and thread-safe.
 */
public final class StraightLine {

  /** From the position of a step to the position behind it; a negative one stays as it is. */
  private static final MethodType STEP =
      MethodType.methodType(int.class, Matcher.class, byte[].class, int.class);

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** Each has some 40 kB of code and classes. */
  private static final int MOST = 256;

  /** Of all readers: they seldom differ in what is frequent. */
  private static final Map<List<Step>, StraightLine> KNOWN = new HashMap<>();

  private final MethodHandle steps;

  private StraightLine(MethodHandle steps) {
    this.steps = steps;
  }

  /**
   * The one for these steps, also if another reader asked first; null if there are too many, or if
   * {@link #compile} makes none.
   */
  static @Nullable StraightLine of(Step[] steps) {
    synchronized (KNOWN) {
      var known = KNOWN.get(List.of(steps));
      if (known == null && KNOWN.size() < MOST) {
        known = compile(steps);
        if (known != null) {
          KNOWN.put(List.of(steps), known);
        }
      }
      return known;
    }
  }

  /** Returns null if a step has a value that is too rare for it. */
  static @Nullable StraightLine compile(Step[] steps) {
    MethodHandle all = null;
    for (int i = steps.length - 1; i >= 0; i--) {
      var value = value(steps[i].value(), steps[Math.min(i + 1, steps.length - 1)]);
      if (value == null) {
        return null;
      }
      all = all == null ? value : then(value, all);
      if (steps[i].length() > 0) {
        all = then(bind("literal", steps[i]), all);
      }
    }
    return all == null ? null : new StraightLine(all);
  }

  private static MethodHandle then(MethodHandle first, MethodHandle rest) {
    var both = MethodHandles.collectArguments(rest, 2, first);
    return MethodHandles.permuteArguments(both, STEP, 0, 1, 0, 1, 2);
  }

  private static @Nullable MethodHandle value(Value value, Step next) {
    if (value instanceof HexValue hex) {
      return bind("hex", hex);
    }
    if (value instanceof DecimalValue decimal) {
      return bind("decimal", decimal);
    }
    if (value instanceof StringValue string && string.isPlain()) {
      return string.tail() >= 0 ? bind("lastString", string) : bind("string", string, next);
    }
    if (value instanceof PointerValue pointer) {
      return bind("pointer", pointer);
    }
    if (value instanceof NumberValue number && !number.canShrink()) {
      return bind("number", number);
    }
    if (value instanceof CharacterValue character) {
      return bind("character", character);
    }
    if (value instanceof MoreText more) {
      return bind("nothing", more);
    }
    return value instanceof LineEnd last ? bind("lineEnd", last) : null;
  }

  /** The method below of that name, with its first arguments. */
  private static MethodHandle bind(String method, Record... arguments) {
    var type = STEP;
    for (int i = 0; i < arguments.length; i++) {
      type = type.insertParameterTypes(i, arguments[i].getClass());
    }
    try {
      var found = LOOKUP.findStatic(StraightLine.class, method, type);
      return MethodHandles.insertArguments(found, 0, (Object[]) arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no method " + method + type, e);
    }
  }

  /** Returns the line's end, or -1 if the first choices do not lead to it. */
  int match(Matcher matcher, byte[] b, int from) {
    try {
      return (int) steps.invokeExact(matcher, b, from);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no step throws it", e);
    }
  }

  // Found by name. They are small, so that the JIT takes them in even if it has compiled them
  // alone.

  static int literal(Step step, Matcher m, byte[] b, int at) {
    return m.skip(step, b, at);
  }

  static int hex(HexValue hex, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.put(hex.read(b, at, m.end, m.reading));
  }

  static int decimal(DecimalValue decimal, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.put(decimal.read(b, at, m.end, m.reading));
  }

  static int pointer(PointerValue pointer, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.pointer(pointer, b, at);
  }

  static int number(NumberValue number, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.number(number, b, at);
  }

  static int character(CharacterValue character, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.character(character, b, at);
  }

  static int string(StringValue string, Step next, Matcher m, byte[] b, int at) {
    if (at < 0 || !m.isEndFound(b, at)) {
      return Matcher.FAILED;
    }
    int to = string.candidate(b, at, at, m.end, next);
    if (to >= 0) {
      m.arguments.putString(b, at, to);
    }
    return to;
  }

  static int lastString(StringValue string, Matcher m, byte[] b, int at) {
    if (at < 0 || !m.isEndFound(b, at)) {
      return Matcher.FAILED;
    }
    int to = string.lastEnd(at, m.end);
    if (to >= 0) {
      m.arguments.putString(b, at, to);
    }
    return to;
  }

  static int nothing(MoreText value, Matcher m, byte[] b, int at) {
    return at;
  }

  static int lineEnd(LineEnd lineEnd, Matcher m, byte[] b, int at) {
    return at < 0 ? at : m.lineEnd(lineEnd, b, at);
  }
}
