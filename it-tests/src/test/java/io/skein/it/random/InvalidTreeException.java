package io.skein.it.random;

/** A tree names what is not there, or asks for an order that nothing determines. */
final class InvalidTreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidTreeException(String message) {
    super(message);
  }
}
