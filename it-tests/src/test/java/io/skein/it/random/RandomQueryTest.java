package io.skein.it.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomQueryTest {
  private static final List<String> SCHEMAS = List.of("main", "skew");

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
            "OFFSET");
  }

  @Test
  void aQueryShrinksToWhatIsWanted() {
    RandomQuery found =
        LongStream.range(0, 500)
            .mapToObj(RandomQueryTest::query)
            .filter(query -> query.sql().contains("FULL JOIN") && query.sql().length() > 500)
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
