package io.skein.protocol.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTypesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INTEGER",
        "DECIMAL(15,2)",
        "TIMESTAMP WITH TIME ZONE",
        "TIME_NS",
        "INTEGER[3][]",
        "STRUCT",
        "STRUCT(a INTEGER, \"b, (c\" VARCHAR[])",
        "MAP(VARCHAR, DECIMAL(4,1))",
        "UNION(\"name\" VARCHAR, age SMALLINT)"
      })
  void mostTypesAreSentAsTheyAreAndArriveSo(String type) {
    assertThat(TransportTypes.sent(type)).isEqualTo(type);
    assertThat(TransportTypes.castOnArrival(type)).isFalse();
    assertThat(TransportTypes.exact(type)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ENUM('a', 'b')|VARCHAR",
        "ENUM('a, (', 'it''s \"')[]|VARCHAR[]",
        "INTERVAL|VARCHAR",
        "BIT|VARCHAR",
        "BIGNUM[2]|VARCHAR[2]",
        "UHUGEINT|VARCHAR",
        "TIME WITH TIME ZONE|VARCHAR",
        "GEOMETRY('OGC:CRS84')|VARCHAR",
        "\"NULL\"|INTEGER",
        "\"NULL\"[]|INTEGER[]",
        "STRUCT(a ENUM('x', 'y'), \"b \"\"b\" HUGEINT[])|STRUCT(a VARCHAR, \"b \"\"b\" HUGEINT[])",
        "MAP(ENUM('x', 'y'), TIME WITH TIME ZONE)|MAP(VARCHAR, VARCHAR)",
        "UNION(k ENUM('a', 'b'), i INTEGER)|UNION(k VARCHAR, i INTEGER)",
        "TUPLE(ENUM('a', 'b'), INTEGER)|TUPLE(VARCHAR, INTEGER)"
      })
  void whatArrowCannotCarryIsSentAsAnotherTypeWhereverItIsNested(String type, String sent) {
    assertThat(TransportTypes.sent(type)).isEqualTo(sent);
    assertThat(TransportTypes.castOnArrival(type)).isTrue();
    assertThat(TransportTypes.exact(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUGEINT", "UUID", "JSON[]", "STRUCT(u UUID)", "TUPLE(INTEGER, VARCHAR)"})
  void someAreSentAsTheyAreButMustBeCastBack(String type) {
    assertThat(TransportTypes.sent(type)).isEqualTo(type);
    assertThat(TransportTypes.castOnArrival(type)).isTrue();
    assertThat(TransportTypes.exact(type)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UTINYINT|SMALLINT",
        "USMALLINT[]|INTEGER[]",
        "UINTEGER|BIGINT",
        "UBIGINT|DECIMAL(20,0)",
        "STRUCT(a UBIGINT, b ENUM('x'), c TINYINT)|STRUCT(a DECIMAL(20,0), b VARCHAR, c TINYINT)",
        "MAP(VARCHAR, UINTEGER[2])|MAP(VARCHAR, BIGINT[2])",
        "BIGINT|BIGINT",
        "UHUGEINT|VARCHAR"
      })
  void unsignedNumbersAreWidenedForWhoMayNotReadThem(String type, String sent) {
    assertThat(TransportTypes.sent(type, Unsigned.WIDENED)).isEqualTo(sent);
    assertThat(TransportTypes.sent("UINTEGER[]", Unsigned.EXACT)).isEqualTo("UINTEGER[]");
  }

  @Test
  void aVariantDoesNotComeBackAsItWas() {
    assertThat(TransportTypes.sent("VARIANT")).isEqualTo("VARCHAR");
    assertThat(TransportTypes.exact("VARIANT")).isFalse();
    assertThat(TransportTypes.exact("STRUCT(v VARIANT[])")).isFalse();
  }
}
