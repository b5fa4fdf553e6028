/** How a node shows what it does and whether it is well: metrics and health over HTTP. */
package io.skein.protocol.monitor;
