/** Tables, shards and what is known of them. */
package io.skein.protocol.table;
