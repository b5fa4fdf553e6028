package io.skein.worker.task;

/**
 * How much was exchanged over the network: not what was read where it lies. Immutable.
 *
 * @param rowsSent rows of results that were sent, to clients and to other tasks
 * @param bytesSent the bytes of their Arrow buffers
 * @param rowsReceived rows that came from other tasks
 * @param bytesReceived the bytes of their Arrow buffers
 * @param retries how often another task was run again, since its place failed
 */
public record TrafficCount(
    long rowsSent, long bytesSent, long rowsReceived, long bytesReceived, long retries) {}
