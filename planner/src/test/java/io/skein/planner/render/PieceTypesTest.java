package io.skein.planner.render;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.planner.plan.DataType;
import io.skein.planner.plan.UnsupportedPlanException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceTypesTest {

  @Test
  void textWithTheTypesOfThePlanIsAccepted() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      DataType struct = new DataType.Struct(List.of(new DataType.Field("a", DataType.INTEGER)));
      assertThatCode(
              () ->
                  PieceTypes.verify(
                      database.connection(),
                      "SELECT 1, {'a': 2}",
                      List.of(DataType.INTEGER, struct)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void textWithOtherTypesIsRefusedWithBothLists() throws Exception {
    try (PlanningDuckDb database = new PlanningDuckDb()) {
      assertThatThrownBy(
              () ->
                  PieceTypes.verify(
                      database.connection(), "SELECT 1.5 + 1", List.of(new DataType.Decimal(2, 1))))
          .isInstanceOf(UnsupportedPlanException.class)
          .hasMessage(
              "the rendered text has the types [DECIMAL(12,1)] where the plan has [DECIMAL(2,1)]");
    }
  }
}
