/** What nodes tell each other, and people, about queries and tasks that run. */
package io.skein.protocol.query;
