package io.skein.planner.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.planner.statement.StatementText.Explained;
import io.skein.protocol.error.ErrorCode;
import io.skein.protocol.error.SkeinException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 | NONE | SELECT 1",
        "EXPLAIN SELECT 1 | PLAN | SELECT 1",
        "explain analyze SELECT 1 | ANALYZE | SELECT 1",
        "EXPLAIN VERBOSE SELECT 1 | VERBOSE | SELECT 1",
        "EXPLAIN (ANALYZE) SELECT 1 | ANALYZE | SELECT 1",
        "EXPLAIN ( analyse true ) (SELECT 1) | ANALYZE | (SELECT 1)",
        "EXPLAIN (VERBOSE) SELECT 1 | VERBOSE | SELECT 1",
        "EXPLAIN (ANALYZE, FORMAT text) SELECT 1 | ANALYZE | SELECT 1",
        "EXPLAIN (VERBOSE, ANALYZE) SELECT 1 | ANALYZE | SELECT 1",
        "EXPLAIN ANALYZE (FORMAT 'text') SELECT 1 | ANALYZE | SELECT 1",
        "EXPLAIN (format DEFAULT) SELECT 1 | PLAN | SELECT 1",
        "EXPLAIN /* (ANALYZE) */ SELECT 1 | PLAN | SELECT 1",
        "EXPLAIN (SELECT 1) | PLAN | (SELECT 1)",
        "EXPLAIN ANALYZE (SELECT 1) | ANALYZE | (SELECT 1)",
        "EXPLAIN ((SELECT 1)) | PLAN | ((SELECT 1))",
        "EXPLAIN (FROM range(2)) | PLAN | (FROM range(2))",
      })
  void explainIsTakenOffWithItsOptions(String text, ExplainMode mode, String sql) {
    Explained explained = new StatementText(text).explained();
    assertThat(explained.mode()).isEqualTo(mode);
    assertThat(explained.sql().strip()).isEqualTo(sql);
  }

  @Test
  void aFormatOtherThanTextIsRefused() {
    assertThatThrownBy(() -> new StatementText("EXPLAIN (FORMAT json) SELECT 1").explained())
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.STATEMENT_REFUSED))
        .hasMessage("EXPLAIN writes text only, not FORMAT json: leave FORMAT out");
  }

  @Test
  void anUnknownOptionIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> new StatementText("EXPLAIN (ANALYZE, COSTS off) SELECT 1").explained())
        .isInstanceOfSatisfying(
            SkeinException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SYNTAX_ERROR))
        .hasMessage("EXPLAIN has no option 'COSTS off': it has ANALYZE, VERBOSE and FORMAT text");
  }

  @Test
  void optionsWithoutAnEndAreAnError() {
    assertThatThrownBy(() -> new StatementText("EXPLAIN (ANALYZE SELECT 1").explained())
        .isInstanceOf(SkeinException.class)
        .hasMessage("the options of EXPLAIN have no closing parenthesis");
  }
}
