package io.qtrace.log.value;

/** Nothing: the literal goes on in the next step. */
public record MoreText() implements Value {

  @Override
  public String description() {
    return "more text";
  }
}
