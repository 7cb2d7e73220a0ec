package io.qtrace.definition;

import static java.util.Map.entry;

import io.qtrace.format.ArgumentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A C argument type as the trace backends see it.
 *
 * @param text the type as declared, without the argument's name
 * @param bits width of the C type on a 64-bit host: 8, 16, 32 or 64; 0 for a string
 */
public record CType(String text, Kind kind, int bits) {

  /** What the bits mean. On the wire everything but a string is 64 bits wide. */
  public enum Kind {
    /** Sign-extended on the wire; {@code char} is signed, as on x86. */
    SIGNED,
    /** Zero-extended on the wire. */
    UNSIGNED,
    BOOLEAN,
    /**
     * {@code double} or {@code float}, which QEMU had up to 4.0: the 64 bits of a double in this
     * project's events, cut to a whole number by QEMU's simple backend.
     */
    REAL,
    /** Any pointer but a string. */
    POINTER,
    /** {@code char *} or {@code const char *}: the characters travel, not the address. */
    STRING
  }

  /** {@code const uint8_t *} and the like, which C lets {@code %s} print. */
  private static final Pattern BYTES =
      Pattern.compile("(?:(?:const|signed|unsigned|char|u?int8_t)\\s*)+\\*\\s*(?:const\\s*)?");

  private record Scalar(Kind kind, int bits) {}

  /**
   * Number types by their words in alphabetical order, so that "long unsigned int" is found too.
   */
  private static final Map<List<String>, Scalar> SCALARS =
      Map.ofEntries(
          scalar("bool", Kind.BOOLEAN, 8),
          scalar("char", Kind.SIGNED, 8),
          scalar("char signed", Kind.SIGNED, 8),
          scalar("char unsigned", Kind.UNSIGNED, 8),
          scalar("short", Kind.SIGNED, 16),
          scalar("short signed", Kind.SIGNED, 16),
          scalar("short unsigned", Kind.UNSIGNED, 16),
          scalar("", Kind.SIGNED, 32),
          scalar("signed", Kind.SIGNED, 32),
          scalar("unsigned", Kind.UNSIGNED, 32),
          scalar("long", Kind.SIGNED, 64),
          scalar("long signed", Kind.SIGNED, 64),
          scalar("long unsigned", Kind.UNSIGNED, 64),
          scalar("long long", Kind.SIGNED, 64),
          scalar("long long signed", Kind.SIGNED, 64),
          scalar("long long unsigned", Kind.UNSIGNED, 64),
          scalar("int8_t", Kind.SIGNED, 8),
          scalar("int16_t", Kind.SIGNED, 16),
          scalar("int32_t", Kind.SIGNED, 32),
          scalar("int64_t", Kind.SIGNED, 64),
          scalar("uint8_t", Kind.UNSIGNED, 8),
          scalar("uint16_t", Kind.UNSIGNED, 16),
          scalar("uint32_t", Kind.UNSIGNED, 32),
          scalar("uint64_t", Kind.UNSIGNED, 64),
          scalar("size_t", Kind.UNSIGNED, 64),
          scalar("ssize_t", Kind.SIGNED, 64),
          scalar("uintptr_t", Kind.UNSIGNED, 64),
          scalar("intptr_t", Kind.SIGNED, 64),
          scalar("ptrdiff_t", Kind.SIGNED, 64),
          scalar("double", Kind.REAL, 64),
          scalar("float", Kind.REAL, 32));

  private static Map.Entry<List<String>, Scalar> scalar(String words, Kind kind, int bits) {
    return entry(words.isEmpty() ? List.of() : List.of(words.split(" ")), new Scalar(kind, bits));
  }

  /** Empty if tracetool would refuse the type. */
  static Optional<CType> of(String text) {
    var words = new ArrayList<>(List.of(text.replace("*", " ").strip().split("\\s+")));
    words.removeIf("const"::equals);
    long stars = text.chars().filter(c -> c == '*').count();
    if (stars > 0) {
      return words.equals(List.of("void")) || scalarOf(words).isPresent()
          ? Optional.of(pointer(text, stars))
          : Optional.empty();
    }
    return scalarOf(words).map(scalar -> new CType(text, scalar.kind, scalar.bits));
  }

  private static CType pointer(String text, long stars) {
    // tracetool's is_string: only these spellings are strings, "char const *" is an address.
    boolean string = stars == 1 && text.matches("(const )?char ?\\*.*");
    return string ? new CType(text, Kind.STRING, 0) : new CType(text, Kind.POINTER, 64);
  }

  private static Optional<Scalar> scalarOf(List<String> words) {
    if (words.isEmpty() || words.get(0).isEmpty()) {
      return Optional.empty();
    }
    var sorted = new ArrayList<>(words);
    boolean hasInt = sorted.remove("int");
    sorted.sort(null);
    boolean isPlainInt = hasInt && sorted.isEmpty();
    boolean intFits =
        isPlainInt || sorted.stream().allMatch(w -> w.matches("long|short|signed|unsigned"));
    return hasInt && !intFits ? Optional.empty() : Optional.ofNullable(SCALARS.get(sorted));
  }

  /**
   * Unsigned and 64 bits wide: a Java or Avro long holds the raw bits and looks negative above
   * 2^63.
   */
  public boolean isUnsigned64() {
    return kind == Kind.UNSIGNED && bits == 64;
  }

  private boolean isOfBytes() {
    return BYTES.matcher(text).matches();
  }

  /** What a printf format may do with it. */
  public ArgumentKind formatKind() {
    return switch (kind) {
      case STRING -> ArgumentKind.STRING;
      case POINTER -> isOfBytes() ? ArgumentKind.BYTES : ArgumentKind.POINTER;
      case REAL -> ArgumentKind.REAL;
      case SIGNED, UNSIGNED, BOOLEAN -> ArgumentKind.INTEGER;
    };
  }
}
