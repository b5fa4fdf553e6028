package io.skein.generator.output;

import java.nio.file.Path;

/** What the folder of a data set is. */
public enum OutputLayout {
  /** It is the folder of its only table. */
  TABLE,
  /** It is a schema: each table has a folder in it. */
  SCHEMA;

  Path tableFolder(Path folder, String table) {
    return this == TABLE ? folder : folder.resolve(table);
  }
}
