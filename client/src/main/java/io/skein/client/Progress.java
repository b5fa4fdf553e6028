package io.skein.client;

/**
 * How far the fetching of a result has come. Immutable.
 *
 * @param rows rows received so far
 * @param bytes bytes of Arrow data received so far
 * @param endpointsDone endpoints that were read to their end
 * @param endpoints endpoints of the result
 * @param failovers how often an endpoint was taken from its next location
 */
public record Progress(long rows, long bytes, int endpointsDone, int endpoints, int failovers) {}
