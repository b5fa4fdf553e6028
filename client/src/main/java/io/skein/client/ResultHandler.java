package io.skein.client;

import java.io.IOException;

/** What is done with a result. */
@FunctionalInterface
public interface ResultHandler<T> {

  /** Reads the result; it is closed afterwards. */
  T handle(QueryResult result) throws IOException;
}
