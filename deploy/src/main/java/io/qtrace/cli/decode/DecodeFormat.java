package io.qtrace.cli.decode;

/** Output formats of {@code qtrace decode}, as they are written on the command line. */
enum DecodeFormat {
  text,
  simpletrace,
  json,
  perfetto,
  avro
}
