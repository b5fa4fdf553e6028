/** Work on several threads. */
package io.skein.protocol.concurrent;
