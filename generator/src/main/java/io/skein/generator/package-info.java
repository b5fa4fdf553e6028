/** Writes sharded Parquet data sets: the library and the command {@code skein generate}. */
package io.skein.generator;
