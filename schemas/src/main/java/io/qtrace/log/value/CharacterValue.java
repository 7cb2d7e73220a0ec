package io.qtrace.log.value;

import io.qtrace.bytes.Words;
import io.qtrace.log.number.Field;
import io.qtrace.log.number.IntegerType;
import io.qtrace.log.number.Reading;

/** {@code %c}: any byte. */
public record CharacterValue(
    String argument, IntegerType type, Field field, boolean isPrecisionArgument) implements Value {

  /** Returns the position behind a character that it reads into {@code result}, or -1. */
  public int read(byte[] b, int at, int end, Reading result) {
    int from = field.isMeasured() ? field.valueFrom(b, at, end - 1) : at;
    if (!field.isMeasured() && !field.isLeft()) {
      from += Math.max(0, field.width() - 1);
    }
    if (from >= end || Words.indexOfOther(b, at, from, (byte) ' ') < from) {
      return -1;
    }
    int fieldEnd = field.isNone() ? from + 1 : field.end(b, at, from, from + 1, end);
    result.value = type.stored(b[from] & 0xff);
    result.measuredWidth = fieldEnd - at;
    return fieldEnd;
  }

  @Override
  public String description() {
    return "a character for '" + argument + "'";
  }
}
