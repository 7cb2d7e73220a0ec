package io.qtrace.alert.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/**
 * What conditions can do beyond standard CEL: {@code human_bytes}, and operators between int and
 * double, which CEL knows for comparison only. An int becomes a double then.
 */
final class Functions {

  private enum Operator {
    ADD("_+_"),
    SUBTRACT("_-_"),
    MULTIPLY("_*_"),
    DIVIDE("_/_");

    private final String function;

    Operator(String function) {
      this.function = function;
    }

    double apply(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
      };
    }
  }

  private static final List<CelFunctionDecl> DECLARATIONS = new ArrayList<>();
  private static final List<CelFunctionBinding> BINDINGS = new ArrayList<>();

  static {
    for (var operator : Operator.values()) {
      arithmetic(operator);
    }
    equality("_==_", true);
    equality("_!=_", false);
    humanBytes();
  }

  private Functions() {}

  static List<CelFunctionDecl> declarations() {
    return List.copyOf(DECLARATIONS);
  }

  static List<CelFunctionBinding> bindings() {
    return List.copyOf(BINDINGS);
  }

  private static void arithmetic(Operator operator) {
    declareMixed(operator.function, SimpleType.DOUBLE);
    BINDINGS.add(
        CelFunctionBinding.from(
            operator.function + "double_int",
            Double.class,
            Long.class,
            (a, b) -> operator.apply(a, b.doubleValue())));
    BINDINGS.add(
        CelFunctionBinding.from(
            operator.function + "int_double",
            Long.class,
            Double.class,
            (a, b) -> operator.apply(a.doubleValue(), b)));
  }

  private static void equality(String operator, boolean ifEqual) {
    declareMixed(operator, SimpleType.BOOL);
    BINDINGS.add(
        CelFunctionBinding.from(
            operator + "double_int",
            Double.class,
            Long.class,
            (a, b) -> (a == b.doubleValue()) == ifEqual));
    BINDINGS.add(
        CelFunctionBinding.from(
            operator + "int_double",
            Long.class,
            Double.class,
            (a, b) -> (a.doubleValue() == b) == ifEqual));
  }

  private static void declareMixed(String operator, CelType result) {
    DECLARATIONS.add(
        CelFunctionDecl.newFunctionDeclaration(
            operator,
            CelOverloadDecl.newGlobalOverload(
                operator + "double_int", result, SimpleType.DOUBLE, SimpleType.INT),
            CelOverloadDecl.newGlobalOverload(
                operator + "int_double", result, SimpleType.INT, SimpleType.DOUBLE)));
  }

  private static void humanBytes() {
    DECLARATIONS.add(
        CelFunctionDecl.newFunctionDeclaration(
            "human_bytes",
            CelOverloadDecl.newGlobalOverload("human_bytes_int", SimpleType.STRING, SimpleType.INT),
            CelOverloadDecl.newGlobalOverload(
                "human_bytes_double", SimpleType.STRING, SimpleType.DOUBLE)));
    BINDINGS.add(
        CelFunctionBinding.from(
            "human_bytes_int", Long.class, bytes -> HumanText.bytes(bytes.doubleValue())));
    BINDINGS.add(CelFunctionBinding.from("human_bytes_double", Double.class, HumanText::bytes));
  }
}
