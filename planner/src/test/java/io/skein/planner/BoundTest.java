package io.skein.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.planner.plan.Constant;
import io.skein.planner.plan.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundTest {
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void aNumberOfStatisticsIsThatOfAnEqualConstant(String type) {
    DataType floating = new DataType.Named(type);
    for (String text : new String[] {"0.1", "1e-45", "3.4028235e38", "-0.0", "16777217"}) {
      assertThat(Bound.parse(text, floating))
          .isEqualTo(
              Bound.of(new Constant(floating, new Constant.Floating(Double.parseDouble(text)))));
    }
  }

  @Test
  void whatIsNotFiniteIsNoBound() {
    assertThat(Bound.parse("inf", new DataType.Named("DOUBLE"))).isEmpty();
    assertThat(Bound.parse("infinity", new DataType.Named("DATE"))).isEmpty();
    assertThat(
            Bound.of(new Constant(new DataType.Named("DOUBLE"), new Constant.Floating(Double.NaN))))
        .isEmpty();
  }
}
