package io.qtrace.log;

/** {@code %c}: any byte. */
record CharacterValue(String argument, IntegerType type, Field field) implements Value {

  /** Returns the position behind a character that it reads into {@code result}, or -1. */
  int read(byte[] b, int at, int end, Matcher result) {
    int width = Math.max(1, field.width());
    if (at + width > end) {
      return -1;
    }
    int from = field.isLeft() ? at : at + width - 1;
    int fieldEnd = field.isNone() ? at + 1 : field.end(b, at, from, from + 1, end);
    for (int i = at; i < from; i++) {
      if (b[i] != ' ') {
        return -1;
      }
    }
    result.value = type.stored(b[from] & 0xff);
    result.measuredWidth = fieldEnd - at;
    return fieldEnd;
  }

  @Override
  public String description() {
    return "a character for '" + argument + "'";
  }
}
