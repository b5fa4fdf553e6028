/** Certificates for development. */
package io.skein.standalone.certificate;
