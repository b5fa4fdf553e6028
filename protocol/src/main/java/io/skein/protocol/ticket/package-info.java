/** Tickets: signed, self-contained grants of a task or of a small result. */
package io.skein.protocol.ticket;
