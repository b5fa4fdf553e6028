/** The commands of the launcher that ask a cluster. */
package io.skein.client.cli;
