package io.skein.worker.task;

import io.skein.protocol.ticket.OpenTicket;
import io.skein.protocol.ticket.TaskGrant;
import io.skein.worker.output.OutputLease;
import java.util.Optional;

/** Gives tasks holds on results that this worker keeps, without the network. Thread-safe. */
@FunctionalInterface
interface LocalOutputs {

  /**
   * Returns a hold on the result, beginning its run if there is none; nothing if the result is not
   * one that is kept at this worker.
   *
   * @param ticket how old the grant is, and when it expires
   */
  Optional<OutputLease> attach(TaskGrant grant, OpenTicket ticket);
}
