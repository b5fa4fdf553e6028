/** Command-line options that the commands of all nodes have. */
package io.skein.protocol.option;
