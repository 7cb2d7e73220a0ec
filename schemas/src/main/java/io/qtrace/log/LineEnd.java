package io.qtrace.log;

/**
 * The end of the line.
 *
 * @param zeroBytes the arguments that the format does not print: integers 0, strings empty
 */
record LineEnd(int zeroBytes) implements Value {

  @Override
  public String description() {
    return "the end of the line";
  }
}
