package io.skein.it.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomQueryTest {
  private static final List<String> SCHEMAS = List.of("main", "skew");

  /** A query with the place of a row in a window as a column, and a limit. */
  private static final Pattern PLACE =
      Pattern.compile(
          "SELECT (?!.*SELECT).*(row_number\\(\\)|ntile\\(3\\)) OVER .*? AS (?<column>c\\d+)"
              + ".* ORDER BY (?<order>[^()]*) (LIMIT|OFFSET) .*");

  private static RandomQuery query(long seed) {
    return RandomQuery.of(seed, SCHEMAS);
  }

  @Test
  void theSameSeedGivesTheSameQuery() {
    assertThat(query(42).sql()).isEqualTo(query(42).sql()).isNotEqualTo(query(43).sql());
  }

  @Test
  void manyQueriesUseEverythingThatThereIs() {
    assertThat(LongStream.range(0, 3_000).boxed().flatMap(seed -> query(seed).features().stream()))
        .contains(
            "join FULL",
            "join LATERAL",
            "join ASOF_LEFT",
            "unnest",
            "join USING",
            "rollup",
            "grouping sets",
            "subquery NOT IN",
            "subquery scalar correlated",
            "set EXCEPT_ALL",
            "window RANGE",
            "aggregate DISTINCT",
            "aggregate FILTER",
            "WITH MATERIALIZED",
            "DISTINCT ON",
            "QUALIFY",
            "OFFSET",
            "top-N",
            "table nulls",
            "table blank",
            "layout skew",
            "values DECIMAL_18_3",
            "values TIMESTAMPTZ",
            "values STRUCT",
            "constant NULL",
            "constant 'NaN'",
            "constant '-0.0'",
            "join on another condition");
  }

  @Test
  void aLimitTellsRowsApartByTheirPlacesInAWindow() {
    List<Matcher> found =
        LongStream.range(0, 3_000)
            .mapToObj(seed -> PLACE.matcher(query(seed).sql()))
            .filter(Matcher::matches)
            .toList();
    assertThat(found)
        .isNotEmpty()
        .allSatisfy(
            query -> assertThat(query.group("order")).contains('"' + query.group("column") + '"'));
  }

  @Test
  void aQueryShrinksToWhatIsWanted() {
    RandomQuery found =
        LongStream.range(0, 500)
            .mapToObj(RandomQueryTest::query)
            .filter(query -> query.sql().contains("FULL JOIN") && query.sql().length() > 500)
            .filter(query -> !query.sql().contains("VALUES"))
            .findFirst()
            .orElseThrow();
    String shrunken =
        found.shrink(query -> query.sql().contains("FULL JOIN"), Integer.MAX_VALUE).sql();
    assertThat(shrunken)
        .matches("SELECT .{1,25} AS c0 FROM \\S+ AS t\\d+ FULL JOIN \\S+ AS t\\d+ ON true");
  }

  @Test
  void aLimitIsPreceededByAllThatTellsRowsApart() {
    RandomQuery found =
        LongStream.range(0, 500)
            .mapToObj(RandomQueryTest::query)
            .filter(query -> query.sql().contains(" LIMIT "))
            .findFirst()
            .orElseThrow();
    String shrunken = found.shrink(query -> query.sql().contains(" LIMIT "), 10_000).sql();
    assertThat(shrunken)
        .matches("SELECT CAST\\(\\S+ AS .+\\) AS c0 FROM \\S+ AS t\\d+ ORDER BY \"c0\" LIMIT \\d+");
  }
}
