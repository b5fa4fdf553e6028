package io.skein.it;

/**
 * The rows of a table of the tests, as DuckDB computes them.
 *
 * @param name the table's name
 * @param key the column by which layouts divide the rows
 * @param sql a query of the rows
 * @param skewedSql a query of the same rows, but nine out of ten with the same key
 */
record TableRows(String name, String key, String sql, String skewedSql) {

  /** Rows whose key no layout changes. */
  static TableRows of(String name, String key, String sql) {
    return new TableRows(name, key, sql, sql);
  }

  /** Rows of which nine out of ten get the given key where a layout wants skewed keys. */
  static TableRows skewable(String name, String key, String commonKey, String sql) {
    return new TableRows(
        name,
        key,
        sql,
        "SELECT * REPLACE (CASE WHEN id %% 10 = 0 THEN %2$s ELSE %3$s END AS %2$s) FROM (%1$s)"
            .formatted(sql, key, commonKey));
  }
}
