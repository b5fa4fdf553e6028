/** How DuckDB's types cross Arrow. */
package io.skein.protocol.type;
