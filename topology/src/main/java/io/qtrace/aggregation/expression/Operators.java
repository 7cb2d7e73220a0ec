package io.qtrace.aggregation.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** Declarations beyond standard CEL: operators between int and double. */
final class Operators {

  private Operators() {}

  static List<CelFunctionDecl> declarations() {
    var declarations = new ArrayList<CelFunctionDecl>();
    for (var operator : List.of("_+_", "_-_", "_*_", "_/_")) {
      declarations.add(mixed(operator, SimpleType.DOUBLE));
    }
    declarations.add(mixed("_==_", SimpleType.BOOL));
    declarations.add(mixed("_!=_", SimpleType.BOOL));
    return declarations;
  }

  private static CelFunctionDecl mixed(String operator, CelType result) {
    return CelFunctionDecl.newFunctionDeclaration(
        operator,
        CelOverloadDecl.newGlobalOverload(
            operator + "double_int", result, SimpleType.DOUBLE, SimpleType.INT),
        CelOverloadDecl.newGlobalOverload(
            operator + "int_double", result, SimpleType.INT, SimpleType.DOUBLE));
  }
}
