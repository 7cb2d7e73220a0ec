package io.qtrace.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arguments of the old {@code tcg} property (before QEMU 6.2): such a declaration makes two events,
 * {@code _trans} when code is translated, where the values of TCG variables are not known yet, and
 * {@code _exec} when it runs, where they are.
 */
final class TcgArguments {

  /** TCG variable type to the host type of its value. */
  private static final Map<String, String> HOST_TYPES =
      Map.of(
          "TCGv", "uint64_t",
          "TCGv_i32", "uint32_t",
          "TCGv_i64", "uint64_t",
          "TCGv_ptr", "void *",
          "TCGv_env", "void *",
          "TCGv_cpu", "void *");

  private TcgArguments() {}

  static Optional<CType> tcgType(String text) {
    return Optional.ofNullable(HOST_TYPES.get(text))
        .flatMap(CType::of)
        .map(host -> new CType(text, host.kind(), host.bits()));
  }

  static List<Argument> atTranslation(List<Argument> arguments) {
    return arguments.stream().filter(a -> !isTcg(a)).toList();
  }

  static List<Argument> atExecution(List<Argument> arguments) {
    return arguments.stream().map(TcgArguments::onHost).toList();
  }

  private static boolean isTcg(Argument argument) {
    return HOST_TYPES.containsKey(argument.type().text());
  }

  private static Argument onHost(Argument argument) {
    var type = argument.type();
    var text = HOST_TYPES.getOrDefault(type.text(), type.text());
    return new Argument(argument.name(), new CType(text, type.kind(), type.bits()));
  }
}
