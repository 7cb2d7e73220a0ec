package io.qtrace.format;

/** What a format needs to know of an argument's C type. */
public enum ArgumentKind {
  INTEGER,
  POINTER,
  /** A pointer to bytes that are no C string for QEMU: {@code %s} prints what it points to. */
  BYTES,
  /** A floating-point number. */
  REAL,
  STRING
}
