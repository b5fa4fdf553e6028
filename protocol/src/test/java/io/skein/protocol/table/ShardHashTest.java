package io.skein.protocol.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The results are part of the data format: tables that exist were written with them. */
class ShardHashTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, -5451962507482445012",
    "-1, 7256831767414464289",
    "42, -9148929187392628276",
    "18262, 3079311696839769990",
    "-9223372036854775808, -8108722261328812909",
    "9223372036854775807, -6072754518692401686",
  })
  void integersAndDatesHashAsTheyAlwaysDid(long value, long hash) {
    assertThat(ShardHash.ofLong(value)).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, -8620509230208272656",
    "NaN, -2121097158458000507",
    "-Infinity, -8507461615667925767",
  })
  void doublesHashAsTheyAlwaysDid(double value, long hash) {
    assertThat(ShardHash.ofDouble(value)).isEqualTo(hash);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "A, -1302015637096215853",
    "E, 2081674058762110162",
    "Zoë Müller, -9132482134911244952",
    "1234567, 2903977836619338039",
    "12345678, -7526875029684215550",
  })
  void textsHashAsTheyAlwaysDid(String value, long hash) {
    assertThat(ShardHash.ofText(value)).isEqualTo(hash);
    assertThat(ShardHash.ofUtf8(value.getBytes(StandardCharsets.UTF_8))).isEqualTo(hash);
  }

  @Test
  void booleansHashAsZeroAndOne() {
    assertThat(ShardHash.ofBoolean(false)).isEqualTo(ShardHash.ofLong(0));
    assertThat(ShardHash.ofBoolean(true)).isEqualTo(ShardHash.ofLong(1));
  }

  @Test
  void doublesThatCompareEqualHashAlike() {
    assertThat(ShardHash.ofDouble(-0.0)).isEqualTo(ShardHash.ofDouble(0.0));
    double otherNan = Double.longBitsToDouble(0xFFF8000000000001L);
    assertThat(ShardHash.ofDouble(otherNan)).isEqualTo(ShardHash.ofDouble(Double.NaN));
  }

  @Test
  void zerosAtTheEndOfATextCount() {
    assertThat(ShardHash.ofText("1234567\0")).isNotEqualTo(ShardHash.ofText("1234567"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 4", "-1, 1", "42, 8", "9223372036854775807, 6"})
  void keysLieInTheShardsInWhichTheyAlwaysDid(long key, int shard) {
    assertThat(ShardHash.shard(ShardHash.ofLong(key), 12)).isEqualTo(shard);
  }

  @Test
  void keysSpreadEvenly() {
    int[] keys = new int[12];
    for (long key = 0; key < 120_000; key++) {
      keys[ShardHash.shard(ShardHash.ofLong(key), 12)]++;
    }
    assertThat(Arrays.stream(keys)).allMatch(count -> count > 9_700 && count < 10_300);
  }

  @Test
  void aTableWithoutShardsIsRefused() {
    assertThatThrownBy(() -> ShardHash.shard(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a table has at least one shard: 0");
  }
}
