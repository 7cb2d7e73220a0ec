package io.qtrace.format;

import java.util.Random;

/** Random formats that C compiles, and what arguments they take. */
public final class AnyFormat {

  private static final String[] LENGTHS = {"", "hh", "h", "l", "ll", "z", "t", "j", "L"};

  private final Random random;
  private final StringBuilder format = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();

  private AnyFormat(Random random) {
    this.random = random;
  }

  /**
   * @param maxArguments at most so many are taken
   */
  public static AnyFormat of(Random random, int maxArguments) {
    var any = new AnyFormat(random);
    while (any.arguments.length() + 3 <= maxArguments && random.nextInt(8) > 0) {
      any.literal();
      any.conversion();
    }
    any.literal();
    return any;
  }

  /** As {@link CFormat#parse} takes it. */
  public String text() {
    return format.toString();
  }

  /** A letter for each argument: i (int, for a star), n (number), p (pointer), s (string). */
  public String arguments() {
    return arguments.toString();
  }

  private void literal() {
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(12)) {
        case 0 -> format.append("%%");
        case 1 -> format.append((char) (CFormat.FIRST_BYTE + random.nextInt(128)));
        case 2 -> format.appendCodePoint(0x20ac + random.nextInt(2) * 0xf000);
        default -> format.append("az 0:\t'".charAt(random.nextInt(7)));
      }
    }
  }

  private void conversion() {
    format.append('%');
    for (int i = random.nextInt(3); i > 0; i--) {
      format.append("-+ #0".charAt(random.nextInt(5)));
    }
    measure("");
    measure(".");
    int kind = random.nextInt(8);
    if (kind < 5) {
      format
          .append(LENGTHS[random.nextInt(LENGTHS.length)])
          .append("diuxXo".charAt(random.nextInt(6)));
      arguments.append('n');
    } else {
      format.append("csp".charAt(kind - 5));
      arguments.append("nsp".charAt(kind - 5));
    }
  }

  private void measure(String prefix) {
    switch (random.nextInt(6)) {
      case 0 -> {
        format.append(prefix).append('*');
        arguments.append('i');
      }
      case 1, 2 -> format.append(prefix).append(1 + random.nextInt(20));
      case 3 -> format.append(prefix).append(random.nextInt(20) == 0 ? CFormat.MAX_MEASURE : 1);
      default -> {}
    }
  }
}
