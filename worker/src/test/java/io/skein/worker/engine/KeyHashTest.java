package io.skein.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skein.worker.Duck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which types' values may be keys of partitions: those of which DuckDB hashes alike whatever it
 * compares as equal. Both sides of a join must have the very same type.
 */
class KeyHashTest {
  private static final Duck DUCK = new Duck();

  @AfterAll
  static void close() {
    DUCK.close();
  }

  private static boolean isTrue(String condition) {
    return DUCK.value("SELECT " + condition).equals("true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'-0.0'::DOUBLE | 0.0::DOUBLE",
        "'-0.0'::FLOAT | 0.0::FLOAT",
        "'nan'::DOUBLE | -('nan'::DOUBLE)",
        "'nan'::DOUBLE | 'inf'::DOUBLE - 'inf'::DOUBLE",
        "'nan'::FLOAT | -('nan'::FLOAT)",
        "INTERVAL '1 month' | INTERVAL '30 days'",
        "INTERVAL '1 day' | INTERVAL '24 hours'",
        "INTERVAL '1 month -1 day' | INTERVAL '29 days'",
        "INTERVAL '-1 day 25 hours' | INTERVAL '1 hour'",
        "'2020-01-01 12:00:00+00'::TIMESTAMPTZ | '2020-01-01 13:00:00+01'::TIMESTAMPTZ",
        "{'a': '-0.0'::DOUBLE} | {'a': 0.0::DOUBLE}",
        "['-0.0'::DOUBLE] | [0.0::DOUBLE]",
        "['-0.0'::DOUBLE]::DOUBLE[1] | [0.0::DOUBLE]::DOUBLE[1]",
        "MAP {1: '-0.0'::DOUBLE} | MAP {1: 0.0::DOUBLE}",
        "['nan'::DOUBLE] | [-('nan'::DOUBLE)]",
        "[INTERVAL '1 month'] | [INTERVAL '30 days']",
        "{'a': INTERVAL '1 month'} | {'a': INTERVAL '30 days'}",
        "'-0'::BIGNUM | '0'::BIGNUM",
        "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::UUID | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID",
        "-1::INTEGER | -1::BIGINT",
        "-1.5::DECIMAL(4,1) | -1.5::DECIMAL(30,1)",
      })
  void valuesThatAreEqualHashAlike(String one, String other) {
    assertThat(isTrue("(%s) = (%s)".formatted(one, other))).isTrue();
    assertThat(hashes(one, other)).isEqualTo(1);
  }

  /** These are not equal in DuckDB, so that they may hash apart. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'12:00:00+00'::TIMETZ | '13:00:00+01'::TIMETZ",
        "MAP {1: 'a', 2: 'b'} | MAP {2: 'b', 1: 'a'}",
        "'POINT(0 0)'::GEOMETRY | 'POINT(-0 0)'::GEOMETRY",
      })
  void valuesThatLookEqualButAreNot(String one, String other) {
    assertThat(isTrue("(%s) <> (%s)".formatted(one, other))).isTrue();
  }

  /** No keys: where one of these becomes true, DuckDB has learnt it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a' COLLATE NOCASE | 'A' COLLATE NOCASE",
        "'é' COLLATE NOACCENT | 'e' COLLATE NOACCENT",
        "1::INTEGER::VARIANT | 1::BIGINT::VARIANT",
        "'-0.0'::DOUBLE::VARIANT | 0.0::DOUBLE::VARIANT",
      })
  void valuesOfTheseTypesAreNoKeysSinceEqualOnesHashApart(String one, String other) {
    assertThat(isTrue("(%s) = (%s)".formatted(one, other))).isTrue();
    assertThat(hashes(one, other)).isEqualTo(2);
  }

  /** A join's keys are cast to one type before they are hashed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1::INTEGER | 1::DOUBLE",
        "1::FLOAT | 1::DOUBLE",
        "1.0::DECIMAL(4,1) | 1.00::DECIMAL(4,2)",
        "DATE '2020-01-01' | TIMESTAMP '2020-01-01'",
        "'2020-01-01'::TIMESTAMP_S | TIMESTAMP '2020-01-01'",
        "'a'::ENUM('b', 'a') | 'a'",
      })
  void equalValuesOfDifferentTypesHashApart(String one, String other) {
    assertThat(isTrue("(%s) = (%s)".formatted(one, other))).isTrue();
    assertThat(isTrue("hash(%s) = hash(%s)".formatted(one, other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"i", "{'a': i}", "[i, i + 1]", "[i, i + 1]::BIGINT[2]", "MAP {1: i}", "'x' || i"})
  void nullsHashAlikeWhateverLiesBehindThem(String value) {
    assertThat(
            DUCK.value(
                "SELECT count(DISTINCT hash(x)) FROM (SELECT CASE WHEN i % 2 = 0 THEN "
                    + value
                    + " END AS x FROM range(10000) r(i)) WHERE x IS NULL"))
        .isEqualTo("1");
    assertThat(
            DUCK.value(
                "SELECT count(DISTINCT hash(x)) FROM (SELECT {'n': CASE WHEN i % 2 = 0 THEN "
                    + value
                    + " END} AS x FROM range(10000) r(i)) WHERE x.n IS NULL"))
        .isEqualTo("1");
  }

  @Test
  void aHashDoesNotDependOnHowTheValuesLie() {
    DUCK.execute(
        "CREATE OR REPLACE TABLE plain AS SELECT i % 100 AS n, 'a string that is not short '"
            + " || i % 100 AS s FROM range(300000) r(i)");
    assertThat(
            DUCK.value(
                "SELECT count(*) FROM (SELECT DISTINCT n, hash(n), hash(s), hash(n, s) FROM plain"
                    + " UNION SELECT DISTINCT n, hash(n), hash(s), hash(n, s) FROM (SELECT n,"
                    + " s FROM plain ORDER BY s DESC LIMIT 200000))"))
        .isEqualTo("100");
    assertThat(isTrue("hash(7::BIGINT) = (SELECT any_value(hash(n)) FROM plain WHERE n = 7)"))
        .isTrue();
  }

  private static long hashes(String one, String other) {
    return Long.parseLong(
        DUCK.value(
            "SELECT count(DISTINCT hash(x)) FROM (SELECT %s AS x UNION ALL SELECT %s)"
                .formatted(one, other)));
  }
}
