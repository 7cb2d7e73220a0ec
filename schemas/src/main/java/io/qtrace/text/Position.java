package io.qtrace.text;

/** A place in a {@code trace-events} file. Lines and columns count from 1. */
public record Position(String file, int line, int column) {

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
