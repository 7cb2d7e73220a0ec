package io.qtrace.schema;

/**
 * Event names as Avro record names: CamelCase, and different for different events whatever other
 * events there are.
 *
 * <p>{@code _x} becomes {@code X}. What that would make ambiguous is marked by an underscore: an
 * upper-case letter of the event name ({@code aB} → {@code A_B}) and an underscore before anything
 * but a lower-case letter ({@code a__b} → {@code A__B}).
 */
final class RecordNames {

  private RecordNames() {}

  static String of(String event) {
    var name = new StringBuilder(event.length());
    for (int i = 0; i < event.length(); i++) {
      char c = event.charAt(i);
      char next = i + 1 < event.length() ? event.charAt(i + 1) : '\0';
      if (i == 0 && isLower(c)) {
        name.append(upper(c));
      } else if (c == '_' && i > 0 && isLower(next)) {
        name.append(upper(next));
        i++;
      } else if (c == '_') {
        name.append(isDigit(next) && i > 0 ? "_" : "__");
      } else if (c >= 'A' && c <= 'Z') {
        name.append('_').append(c);
      } else {
        name.append(c);
      }
    }
    // The only record that is not an event.
    return name.toString().equals(EventSchemas.META_NAME)
        ? EventSchemas.META_NAME + "_"
        : name.toString();
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static char upper(char c) {
    return (char) (c - 'a' + 'A');
  }
}
