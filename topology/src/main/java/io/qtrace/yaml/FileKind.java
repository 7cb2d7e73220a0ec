package io.qtrace.yaml;

import io.qtrace.text.Diagnostic;
import java.util.List;
import java.util.function.Function;

/**
 * What kind of file is read, for messages.
 *
 * @param noun such as "a rule file"
 * @param entries what it has, such as "rules"
 * @param invalid what is thrown if there are problems
 */
public record FileKind(
    String noun, String entries, Function<List<Diagnostic>, RuntimeException> invalid) {}
