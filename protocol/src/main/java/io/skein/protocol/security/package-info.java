/** Who calls, what they may read, and how connections between nodes and clients are protected. */
package io.skein.protocol.security;
