package io.skein.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skein.protocol.table.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableGrantsTest {
  @ParameterizedTest(name = "{0} on {1}.{2}: {3}")
  @CsvSource({
    "*, main, orders, true",
    "*, sales, orders, true",
    "orders, main, orders, true",
    "ORDERS, main, orders, true",
    "orders, sales, orders, false",
    "order*, main, orders_2026, true",
    "order*, sales, orders_2026, false",
    "*2*6, main, orders_2026, true",
    "*2*5, main, orders_2026, false",
    "sales.*, sales, orders, true",
    "sales.*, main, sales, false",
    "sales.*, salesmen, orders, false",
    "*.orders, sales, orders, true",
    "*.orders, main, orders, true",
    "sales.orders, sales, orders2, false",
    "v1.2, main, v1.2, true",
    "aaa*b, main, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac, false",
  })
  void aPatternAllowsWhatItMatches(String pattern, String schema, String table, boolean allowed) {
    assertThat(new TableGrants(List.of(pattern)).allow(new TableName(schema, table)))
        .isEqualTo(allowed);
  }

  @Test
  void withoutAPatternNothingIsAllowed() {
    assertThat(TableGrants.NONE.allow(TableName.main("orders"))).isFalse();
  }

  @Test
  void whatIsNoPatternIsNamed() {
    assertThatThrownBy(() -> new TableGrants(List.of("sales.")))
        .hasMessage("a grant is *, table, schema.table or schema.*, but not 'sales.'");
  }
}
