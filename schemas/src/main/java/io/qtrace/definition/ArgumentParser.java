package io.qtrace.definition;

import io.qtrace.definition.scan.LineScanner;
import io.qtrace.definition.scan.LineScanner.Token;
import java.util.HashMap;
import java.util.Map;

/** One {@code type name} pair between the parentheses of a declaration. */
final class ArgumentParser {

  /** A text of thousands of lines has some forty types. */
  private final Map<String, CType> types = new HashMap<>();

  Argument parse(LineScanner line, Token declaration) {
    var text = declaration.text();
    if (text.isEmpty()) {
      throw line.error(
          line.found(),
          "expected an argument but found %s; use 'void' for none".formatted(line.foundText()));
    }
    int split =
        Math.max(text.lastIndexOf(' '), Math.max(text.lastIndexOf('\t'), text.lastIndexOf('*')))
            + 1;
    var name = text.substring(split);
    if (split == 0 || !isIdentifier(name)) {
      throw line.error(
          declaration, "argument '%s' is not a type and a name, as in 'int ret'".formatted(text));
    }
    return new Argument(name, type(line, declaration, text.substring(0, split).strip()));
  }

  private static boolean isIdentifier(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!LineScanner.isWordPart(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty() && (name.charAt(0) < '0' || name.charAt(0) > '9');
  }

  private CType type(LineScanner line, Token declaration, String cType) {
    var known = types.get(cType);
    if (known != null) {
      return known;
    }
    var type =
        CType.of(cType)
            .or(() -> TcgArguments.tcgType(cType))
            .orElseThrow(() -> line.error(declaration, refusal(cType)));
    types.put(cType, type);
    return type;
  }

  private static String refusal(String cType) {
    if (cType.contains("wchar_t")) {
      return "type '%s' is not traceable; use 'const char *'".formatted(cType);
    }
    if (cType.contains("*")) {
      return "type '%s' is not traceable; pass structs as 'void *'".formatted(cType);
    }
    if (cType.matches("(const )?long double")) {
      return "type '%s' is not traceable; use 'double'".formatted(cType);
    }
    return "type '%s' is not traceable; use a C integer type, bool, char * or void *"
        .formatted(cType);
  }
}
