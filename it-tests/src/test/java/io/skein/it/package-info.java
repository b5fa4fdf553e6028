/** Tests of whole clusters, compared with one plain DuckDB over the same files. */
package io.skein.it;
