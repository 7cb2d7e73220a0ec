package io.qtrace.log.value;

/**
 * The end of the line.
 *
 * @param zeroBytes the arguments that the format does not print: integers 0, strings empty
 */
public record LineEnd(int zeroBytes) implements Value {

  @Override
  public String description() {
    return "the end of the line";
  }
}
