package org.nakhoda.apiserver.request;

/**
 * Tells which requests somebody else answers, from their paths alone. Of those, the end of the path and the body are that
 * server's matter: neither is read here.
 */
@FunctionalInterface
public interface PassedOn {
    PassedOn NEVER = path -> 0;

    /**
     * @param path as it was written
     * @return how many of the path's segments have a meaning here; 0 if the request is not passed on
     */
    int segments(String path);
}
