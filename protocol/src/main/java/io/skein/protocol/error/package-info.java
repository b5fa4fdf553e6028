/** Errors that cross the wire whole. */
package io.skein.protocol.error;
