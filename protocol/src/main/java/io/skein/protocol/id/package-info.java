/** Names of queries and tasks, each with one printed form. */
package io.skein.protocol.id;
