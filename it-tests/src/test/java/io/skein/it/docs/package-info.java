/** The reference pages under {@code docs/reference}, written from the code that they describe. */
package io.skein.it.docs;
