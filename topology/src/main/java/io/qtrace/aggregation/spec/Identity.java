package io.qtrace.aggregation.spec;

import static java.util.stream.Collectors.joining;

import io.qtrace.conversion.window.WindowSpec;
import io.qtrace.definition.Definitions;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A hash of all that changes what an aggregation's results mean, and of nothing else. */
final class Identity {

  private static final int DIGITS = 8;

  private Identity() {}

  static String of(Aggregation of) {
    var text =
        String.join(
            "\n",
            of.title(),
            of.source().text(),
            of.where().map(Identity::text).orElse(""),
            of.lets().stream()
                .map(let -> let.name() + "=" + text(let.value()))
                .collect(joining("\n")),
            of.groupBy().stream().map(ScalarNode::getValue).collect(joining(",")),
            of.windows().stream().map(WindowSpec::name).collect(joining(",")),
            of.measures().stream()
                .map(measure -> measure.name() + "=" + measure.node().getValue().strip())
                .collect(joining("\n")),
            String.valueOf(of.top()),
            String.valueOf(of.limits()));
    return Definitions.fingerprintOf(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  private static String text(Expression expression) {
    return expression.parsed().text().strip();
  }
}
