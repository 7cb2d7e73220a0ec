package io.qtrace.log;

/** Nothing: the literal goes on in the next step. */
record MoreText() implements Value {

  @Override
  public String description() {
    return "more text";
  }
}
