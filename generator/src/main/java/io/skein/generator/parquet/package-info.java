/** Rows to Parquet files, without Hadoop. */
package io.skein.generator.parquet;
