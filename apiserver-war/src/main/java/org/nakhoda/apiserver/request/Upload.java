package org.nakhoda.apiserver.request;

import java.io.InputStream;

/**
 * A body that nobody has read yet: it belongs to a request that is passed on, and is read as it comes and as fast as the other
 * side takes it. Read once.
 *
 * @param length in bytes; -1 if the client has not said
 */
public record Upload(InputStream stream, long length) {}
