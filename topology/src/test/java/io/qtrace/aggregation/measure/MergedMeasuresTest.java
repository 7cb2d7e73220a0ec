package io.qtrace.aggregation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qtrace.aggregation.value.Field;
import io.qtrace.aggregation.value.Input;
import io.qtrace.aggregation.value.Type;
import io.qtrace.aggregation.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedMeasuresTest {

  private static Sample sample(long value) {
    var sample = new Sample(new Field(Type.INT, Value.constant(value)));
    assertThat(sample.take(new Input())).isTrue();
    return sample;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 5_000, 200_000})
  void countsDifferentValuesWhateverTheirOrderAndParts(int different) {
    var whole = new Distinct();
    var first = new Distinct();
    var second = new Distinct();
    for (int i = 0; i < different; i++) {
      whole.add(sample(i));
      (i % 3 == 0 ? first : second).add(sample(different - 1 - i));
      second.add(sample(i / 2));
    }
    first.merge(second);

    assertThat(first.count()).isEqualTo(whole.count());
    assertThat((double) whole.count())
        .isCloseTo(different, within(different <= 256 ? 0 : 0.02 * different));
  }

  @Test
  void quantilesAreRightToOnePercent() {
    var values = new ArrayList<Long>();
    var random = new Random(3);
    for (int i = 0; i < 10_001; i++) {
      values.add(Math.round(Math.exp(random.nextDouble() * 20)) * (i % 5 == 0 ? -1 : 1));
    }
    var at = List.of(0.0, 0.5, 0.99, 1.0);
    var parts = List.of(new Quantiles(at, Type.INT), new Quantiles(at, Type.INT));
    values.forEach(value -> parts.get((int) (value & 1)).add(sample(value)));
    parts.get(0).merge(parts.get(1));
    Collections.sort(values);

    var got = parts.get(0).values(1);

    for (int i = 0; i < at.size(); i++) {
      double exact = values.get((int) (at.get(i) * (values.size() - 1)));
      assertThat((double) got.get(i)).isCloseTo(exact, within(Math.abs(exact) * 0.01 + 1e-9));
    }
    long sum = values.stream().mapToLong(Long::longValue).sum();
    assertThat(got.subList(4, 7)).containsExactly(values.get(0), values.get(10_000), sum);
  }

  @Test
  void sumsAreExactAndSaySoWhenTheyAreCut() {
    var sum = new Sum(Sum.Form.TOTAL, Type.INT);
    var rest = new Sum(Sum.Form.TOTAL, Type.INT);
    sum.add(sample(Long.MAX_VALUE));
    rest.add(sample(Long.MAX_VALUE));
    sum.merge(rest);
    assertThat(sum.values(1)).containsExactly(Long.MAX_VALUE);
    assertThat(sum.isSaturated()).isTrue();

    sum.add(sample(-Long.MAX_VALUE));
    sum.add(sample(-5));
    assertThat(sum.values(1)).containsExactly(Long.MAX_VALUE - 5);
    assertThat(sum.isSaturated()).isFalse();
  }
}
