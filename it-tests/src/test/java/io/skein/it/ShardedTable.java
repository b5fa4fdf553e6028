package io.skein.it;

import io.skein.protocol.table.TableName;
import java.nio.file.Path;
import java.util.List;

/**
 * A table that was written.
 *
 * @param name its name
 * @param folder its folder
 * @param files its files, in the order of the shards
 */
record ShardedTable(TableName name, Path folder, List<Path> files) {}
