package io.qtrace.format;

/** What a format needs to know of an argument's C type. */
public enum ArgumentKind {
  INTEGER,
  POINTER,
  /** A floating-point number. */
  REAL,
  STRING
}
