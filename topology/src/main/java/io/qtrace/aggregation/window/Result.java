package io.qtrace.aggregation.window;

import io.qtrace.aggregation.spec.Aggregation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is published of one group in one window.
 *
 * @param values by field, in the order of {@link Aggregation#resultFields}: Long, BigInteger,
 *     Double, Boolean, String, Instant, or null where there is none
 */
public record Result(Aggregation aggregation, Map<String, @Nullable Object> values) {}
