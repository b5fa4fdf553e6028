/** What nodes say to each other. */
package io.skein.protocol;
