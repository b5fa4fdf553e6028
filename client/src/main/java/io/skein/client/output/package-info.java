/** Results as files, in DuckDB's own formats, and as tables to look at. */
package io.skein.client.output;
