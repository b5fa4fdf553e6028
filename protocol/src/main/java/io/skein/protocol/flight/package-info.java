/** Arrow Flight as Skein's nodes use it. */
package io.skein.protocol.flight;
