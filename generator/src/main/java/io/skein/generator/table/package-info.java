/** Tables whose rows are computed, and the rules that divide the rows among shards. */
package io.skein.generator.table;
