package io.skein.protocol.ticket;

import io.skein.protocol.table.TableName;

/** A relation that a task's fragment reads. */
public sealed interface TaskInput permits ScanInput, ExchangeInput, EmptyInput {

  /** Returns the name by which the fragment reads it. */
  TableName relation();
}
