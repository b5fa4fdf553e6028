/** SQL text as nodes exchange it. */
package io.skein.protocol.sql;
