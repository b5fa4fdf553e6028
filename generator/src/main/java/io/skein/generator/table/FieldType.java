package io.skein.generator.table;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** The types that generated columns can have, in DuckDB's words and in Parquet's. */
enum FieldType {
  BOOLEAN("BOOLEAN", PrimitiveTypeName.BOOLEAN, null),
  INTEGER("INTEGER", PrimitiveTypeName.INT32, null),
  BIGINT("BIGINT", PrimitiveTypeName.INT64, null),
  DOUBLE("DOUBLE", PrimitiveTypeName.DOUBLE, null),
  DATE("DATE", PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType()),
  MONEY("DECIMAL(15,2)", PrimitiveTypeName.INT64, LogicalTypeAnnotation.decimalType(2, 15)),
  VARCHAR("VARCHAR", PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType());

  private final String sql;
  private final PrimitiveTypeName physical;
  private final LogicalTypeAnnotation logical;

  FieldType(String sql, PrimitiveTypeName physical, LogicalTypeAnnotation logical) {
    this.sql = sql;
    this.physical = physical;
    this.logical = logical;
  }

  /** Returns the type as DuckDB's DESCRIBE prints it. */
  String sql() {
    return sql;
  }

  /** Returns the Parquet column of this type; it has no NULLs. */
  PrimitiveType parquet(String name) {
    return Types.required(physical).as(logical).named(name);
  }
}
