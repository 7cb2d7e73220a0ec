package io.qtrace.aggregation.spec;

import io.qtrace.aggregation.expression.Parsed;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * An expression and where it stands.
 *
 * @param node whose whole value is the text of {@code parsed}
 */
public record Expression(Parsed parsed, ScalarNode node) {}
